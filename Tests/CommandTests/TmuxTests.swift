import Foundation
import TestSupport
import Testing

/// The real program under a shell in a real terminal.
@Suite(.serialized, .enabled(if: TmuxSession.isInstalled, "tmux is not installed"))
struct TmuxTests {
  private let path = "'\(RunningCommand.program.path)'"

  @Test func stoppingLeavesACleanShellAndContinuingRepaints() throws {
    let program = try StoppableProgram(at: path)
    for round in 1...5 {
      try program.session.press("C-z")
      try program.session.waitForModes("0 1 0")
      try program.useShellAndContinue(round: round)
    }
    try program.session.press("q")
    try program.session.waitForModes("0 1 0")
  }

  /// SIGTSTP is what `kill -TSTP` and other programs send; SIGSTOP leaves no time to tidy up.
  @Test(arguments: [SIGTSTP, SIGSTOP])
  func stoppedFromOutsideItRepaintsWhenItContinues(signal: Int32) throws {
    let program = try StoppableProgram(at: path)
    for round in 1...3 {
      #expect(kill(program.process, signal) == 0)
      if signal == SIGTSTP { try program.session.waitForModes("0 1 0") }
      try program.session.waitFor("Stopped")
      try program.useShellAndContinue(round: round)
    }
    try program.session.press("q")
    try program.session.waitForModes("0 1 0")
  }

  @Test func resizesLeaveNoStaleCell() throws {
    var random = SeededGenerator(seed: 40)
    let session = try TmuxSession()
    // A list that fits: where a longer one is scrolled to depends on the sizes before.
    let arguments = ["--filter", "k_proj"]
    try session.enter("\(path) \(arguments.joined(separator: " "))")
    try session.waitFor("4.25")
    for round in 1...100 {
      let isCompared = round.isMultiple(of: 20)
      let columns = Int.random(in: 1...160, using: &random)
      let rows = Int.random(in: (isCompared ? 16 : 1)...50, using: &random)
      try session.resize(columns: columns, rows: rows)
      if isCompared {
        try session.waitForFrame("\(columns)x\(rows)", arguments)
      }
    }
    try session.press("q")
  }
}

/// The program in a terminal whose shell stops it and lets it go on.
private struct StoppableProgram {
  let session: TmuxSession
  let process: pid_t
  private let folder: TemporaryFolder
  private let shown: String

  /// - Parameter path: its path as the shell takes it.
  init(at path: String) throws {
    folder = try TemporaryFolder()
    session = try TmuxSession()
    let identifier = folder.path("identifier")
    try session.enter(
      "stty -g > \(folder.path("before")); "
        + "sh -c 'echo $$ > \(identifier); exec \"$0\"' \(path)")
    shown = try session.waitForFrame("120x40")
    #expect(try session.modes() == "1 0 1")
    let text = try String(contentsOfFile: identifier, encoding: .utf8)
    process = try #require(pid_t(text.trimmingCharacters(in: .newlines)))
  }

  /// The shell has the terminal as it was before; the program shows what it showed.
  func useShellAndContinue(round: Int) throws {
    try session.enter("stty -g > \(folder.path("\(round)")); echo round $((\(round) * 111))")
    try session.waitFor("round \(round * 111)")
    let modes = try ["\(round)", "before"].map {
      try Data(contentsOf: URL(filePath: folder.path($0)))
    }
    #expect(modes[0] == modes[1])
    try session.enter("fg")
    try session.wait("the frame as it was") { $0 + "\n" == shown }
    #expect(try session.modes() == "1 0 1")
  }
}

extension TmuxSession {
  /// Returns the frame that a terminal of this size shows, when this one shows it.
  @discardableResult
  fileprivate func waitForFrame(_ size: String, _ arguments: [String] = []) throws -> String {
    let frame = try CommandRun(["render", "--size", size] + arguments).standardOutput
    try wait("the frame of \(size), which is\n\(frame)") { $0 + "\n" == frame }
    return frame
  }
}
