import Foundation
import TestSupport
import Testing

@Suite struct RenderCommandTests {
  @Test func keysLeadToTheScreenThatIsPrinted() throws {
    let run = try CommandRun(["render", "--keys", "2 f", "--size", "80x24"])
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    let lines = run.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 25)
    #expect(run.standardOutput.contains("s|ee|m"))
    #expect(run.standardOutput.contains("fp4  4.125 bits/weight"))
  }

  @Test func everySettingIsAFlag() throws {
    let run = try CommandRun([
      "render", "--scheme", "nf4:g64", "--screen", "compare", "--glyphs", "ascii", "--size",
      "100x30",
    ])
    #expect(run.status == 0)
    #expect(run.standardOutput.contains("nf4"))
    #expect(run.standardOutput.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func theNameOfTheFileChoosesTheFormat() throws {
    let folder = try TemporaryFolder()
    for (name, start) in [("a.svg", "<svg "), ("a.ans", "\u{1B}["), ("a.txt", " demonstration")] {
      let path = folder.path(name)
      let run = try CommandRun(["render", "--size", "80x24", "-o", path])
      #expect(run.status == 0 && run.standardOutput.isEmpty)
      #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix(start))
    }
  }

  @Test func anExistingFileIsKept() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("mine", to: "a.txt")
    let run = try CommandRun(["render", "-o", path])
    #expect(run.status == 2)
    #expect(run.messages.count == 1 && run.standardError.contains(path))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    #expect(try CommandRun(["render", "-o", path, "--overwrite"]).status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8) != "mine")
  }

  @Test func noColorsMeansNone() throws {
    let ansi = try CommandRun(["render", "--format", "ansi", "--color", "never"])
    #expect(ansi.standardOutput.contains("\u{1B}[7m"))
    #expect(!ansi.standardOutput.contains("38;"))
    let svg = try CommandRun(["render", "--format", "svg", "--color", "never"])
    #expect(!svg.standardOutput.contains("fill=\"#"))
  }

  @Test func theViewIsWhatTheProgramItselfWrites() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("view.ans")
    let keys = ":write \(path)".map { $0 == " " ? "Space" : String($0) } + ["Enter"]
    let run = try CommandRun(["render", "--keys", "2 " + keys.joined(separator: " ")])
    #expect(run.standardOutput.contains("wrote "))
    let direct = try CommandRun(["render", "--keys", "2", "--format", "ansi"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == direct.standardOutput)
  }

  @Test(arguments: [
    (["--keys", "2 Entre"], "'Entre' is no key"), (["--size", "80"], "80"),
    (["--size", "0x10"], "0x10"), (["--format", "png"], "png"),
    (["--scheme", "int99"], "int99"),
  ])
  func mistakesAreNamed(arguments: [String], word: String) throws {
    let run = try CommandRun(["render"] + arguments)
    #expect(run.status == 2)
    #expect(run.standardOutput.isEmpty)
    #expect(run.messages.count == 1 && run.standardError.contains(word))
  }
}
