import Foundation
import TestSupport
import Testing

/// The real program under a shell in a real terminal.
@Suite(.serialized, .enabled(if: TmuxSession.isInstalled, "tmux is not installed"))
struct TmuxTests {
  private let program = "'\(RunningCommand.program.path)'"

  @Test func stoppingLeavesACleanShellAndContinuingRepaints() throws {
    let folder = try TemporaryFolder()
    let session = try TmuxSession()
    try session.enter("stty -g > \(folder.path("before")); \(program)")
    let shown = try waitForFrame("120x40", in: session)
    #expect(try session.modes() == "1 0 1")
    for round in 1...5 {
      try session.press("C-z")
      try session.waitForModes("0 1 0")
      try expectModesAsBefore(in: session, folder, round: round)
      try session.enter("fg")
      try session.wait("the frame as it was") { $0 + "\n" == shown }
      #expect(try session.modes() == "1 0 1")
    }
    try session.press("q")
    try session.waitForModes("0 1 0")
  }

  /// SIGTSTP is what `kill -TSTP` and other programs send; SIGSTOP leaves no time to tidy up.
  @Test(arguments: [SIGTSTP, SIGSTOP])
  func stoppedFromOutsideItRepaintsWhenItContinues(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let session = try TmuxSession()
    let (process, shown) = try start(in: session, folder)
    for round in 1...3 {
      #expect(kill(process, signal) == 0)
      if signal == SIGTSTP { try session.waitForModes("0 1 0") }
      try session.waitFor("Stopped")
      try expectModesAsBefore(in: session, folder, round: round)
      try session.enter("fg")
      try session.wait("the frame as it was") { $0 + "\n" == shown }
      #expect(try session.modes() == "1 0 1")
    }
    try session.press("q")
    try session.waitForModes("0 1 0")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT, SIGXCPU])
  func whateverKillsItTheTerminalIsAsBefore(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let session = try TmuxSession()
    let (process, _) = try start(in: session, folder)
    #expect(kill(process, signal) == 0)
    try session.waitForModes("0 1 0")
    try expectModesAsBefore(in: session, folder, round: 1)
  }

  /// Starts the program; returns its process and its frame.
  private func start(
    in session: TmuxSession, _ folder: TemporaryFolder
  ) throws -> (process: pid_t, frame: String) {
    let identifier = folder.path("identifier")
    try session.enter(
      "stty -g > \(folder.path("before")); sh -c 'echo $$ > \(identifier); exec \"$0\"' \(program)")
    let frame = try waitForFrame("120x40", in: session)
    #expect(try session.modes() == "1 0 1")
    let process = pid_t(
      try String(contentsOfFile: identifier, encoding: .utf8).trimmingCharacters(in: .newlines))
    return (try #require(process), frame)
  }

  private func expectModesAsBefore(
    in session: TmuxSession, _ folder: TemporaryFolder, round: Int
  ) throws {
    try session.enter("stty -g > \(folder.path("\(round)")); echo round $((\(round) * 111))")
    try session.waitFor("round \(round * 111)")
    #expect(
      try Data(contentsOf: URL(filePath: folder.path("\(round)")))
        == Data(contentsOf: URL(filePath: folder.path("before"))))
  }

  @Test func resizesLeaveNoStaleCell() throws {
    var random = SeededGenerator(seed: 40)
    let session = try TmuxSession()
    // A list that fits: where a longer one is scrolled to depends on the sizes before.
    let arguments = ["--filter", "k_proj"]
    try session.enter("\(program) \(arguments.joined(separator: " "))")
    try session.waitFor("4.25")
    for round in 1...100 {
      let isCompared = round.isMultiple(of: 20)
      let columns = Int.random(in: 1...160, using: &random)
      let rows = Int.random(in: (isCompared ? 16 : 1)...50, using: &random)
      try session.resize(columns: columns, rows: rows)
      if isCompared {
        _ = try waitForFrame("\(columns)x\(rows)", arguments, in: session)
      }
    }
    try session.press("q")
  }

  /// Returns the frame that a terminal of this size shows, when this one shows it.
  private func waitForFrame(
    _ size: String, _ arguments: [String] = [], in session: TmuxSession
  ) throws -> String {
    let frame = try CommandRun(["render", "--size", size] + arguments).standardOutput
    try session.wait("the frame of \(size), which is\n\(frame)") { $0 + "\n" == frame }
    return frame
  }
}
