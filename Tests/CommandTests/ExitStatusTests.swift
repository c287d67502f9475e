import Foundation
import TestSupport
import Testing

struct ExitStatusTests {
  /// Every failure: the arguments, `MODEL` standing for a good model, and the status.
  @Test(arguments: [
    ["list", "missing.safetensors"],
    ["list", "MODEL", "--tensor", "layers.9.proj.weight"],
    ["list", "MODEL", "--tensor", "*.bias"],
    ["list", "MODEL", "--exclude", "*"],
    ["list", "MODEL", "--json", "--csv"],
    ["list", "MODEL", "--no-such-option"],
    ["list"],
    ["stats", "MODEL", "--group-size", "0"],
    ["stats", "MODEL", "--threads", "0"],
    ["stats", "MODEL", "--tensor", "position_ids"],
    ["compare", "MODEL", "--schemes", "int9"],
    ["compare", "MODEL", "--schemes", "int4", "--scale-format", "e8m0"],
    ["compare", "MODEL", "--schemes", "nf4", "--bits", "8"],
    ["compare", "MODEL", "--bits", "1"],
    ["compare", "MODEL", "--tensor", "*norm*"],
    ["compare", "MODEL", "--clipping", "magic"],
    ["grid", "fp4:g0"],
    ["demo"],
    ["explore", "missing.safetensors"],
    ["explore", "MODEL", "--tensor", "nope"],
    ["missing.safetensors"],
  ])
  func badArgumentsGiveOneLineAndStatus2(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(arguments.map { $0 == "MODEL" ? model : $0 } + quiet(arguments))
    #expect(run.status == 2)
    #expect(run.standardOutput.isEmpty)
    #expect(run.messages.count == 1)
    #expect(run.standardError.hasPrefix("afpq-tui: "))
  }

  /// Notes about tensors that were left out are not what is tested here.
  private func quiet(_ arguments: [String]) -> [String] {
    ["stats", "compare"].contains(arguments.first) ? ["--quiet"] : []
  }

  enum BrokenInput: String, CaseIterable {
    case truncated, text, folderWithoutShards, empty
  }

  @Test(arguments: BrokenInput.allCases, ["list", "stats", "compare"])
  func brokenInputGivesOneLineWithItsPath(input: BrokenInput, command: String) throws {
    let folder = try TemporaryFolder()
    let path =
      switch input {
      case .truncated: try folder.write(ModelFile.sample().encoded().dropLast(10))
      case .text: try folder.write(Data("These are not weights.\n".utf8))
      case .folderWithoutShards: folder.path
      case .empty: try folder.write(Data())
      }
    let run = try CommandRun([command, path])
    #expect(run.status == 2)
    #expect(run.standardOutput.isEmpty)
    #expect(run.messages.count == 1)
    #expect(run.standardError.hasPrefix("afpq-tui: \(path): "))
  }

  @Test func fullDiskIsAFailureOfWriting() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let run = try RunningCommand(["list", model], standardOutput: full).finish()
    #expect(run.status == 74)
    #expect(
      run.messages == ["afpq-tui: standard output: cannot write to it: no space left on device"])
  }

  @Test func closedPipeEndsQuietly() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let run = try RunningCommand(["list", model], standardOutput: pipe.fileHandleForWriting)
      .finish()
    #expect(run.standardError.isEmpty)
    // By the signal itself, or with its number where the caller ignores it.
    #expect(run.signal == SIGPIPE || run.status == 141)
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func signalsStopLongWork(signal: Int32, status: Int32) throws {
    let folder = try TemporaryFolder()
    let running = try RunningCommand([
      "compare", try folder.largeModel(), "--clipping", "mse", "--bits", "3,4",
    ])
    // The note about the norm comes before the work.
    running.sendAfterFirstMessage(signal)
    let run = running.finish()
    #expect(run.status == status)
    #expect(run.signal == nil)
    #expect(run.standardOutput.isEmpty)
  }
}
