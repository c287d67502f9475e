import TestSupport
import Testing

struct HelpTests {
  @Test func versionIsPrinted() throws {
    let run = try CommandRun(["--version"])
    #expect(run.standardOutput == "0.1.0\n")
    #expect(run.status == 0)
  }

  @Test(arguments: [
    "explore", "list", "stats", "compare", "grid", "quantize", "dequantize", "verify", "bench",
    "demo", "render",
  ])
  func everyCommandHasAnExample(command: String) throws {
    for arguments in [[command, "--help"], ["help", command]] {
      let run = try CommandRun(arguments)
      #expect(run.status == 0)
      #expect(run.standardError.isEmpty)
      #expect(run.standardOutput.contains("afpq-tui \(command == "explore" ? "model" : command)"))
    }
  }

  @Test func withoutAScreenTheExplorerReports() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let explore = try CommandRun([model])
    let stats = try CommandRun(["stats", model])
    #expect(explore.status == 0)
    #expect(explore.standardOutput == stats.standardOutput)
  }
}
