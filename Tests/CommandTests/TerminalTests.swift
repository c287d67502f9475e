import Foundation
import TestSupport
import Testing

/// The real program in a pseudo-terminal: what it writes, and how it leaves.
@Suite(.serialized) struct TerminalTests {
  /// Whether the last of the sequences that turn something on and off turned it off.
  private func isOff(_ terminal: PseudoTerminal, on: String, off: String) -> Bool {
    let text = terminal.text
    guard let last = text.range(of: on, options: .backwards) else { return true }
    return text[last.upperBound...].contains(off)
  }

  private func expectRestored(_ terminal: PseudoTerminal) {
    #expect(terminal.modes == terminal.modesBefore)
    #expect(isOff(terminal, on: "\u{1B}[?1049h", off: "\u{1B}[?1049l"), "alternate screen")
    #expect(isOff(terminal, on: "\u{1B}[?25l", off: "\u{1B}[?25h"), "cursor")
    #expect(isOff(terminal, on: "1000h", off: "1000l"), "mouse")
  }

  @Test(arguments: [("q", 0), ("\u{3}", 130)] as [(String, Int32)])
  func keysThatEndTheProgramRestoreTheTerminal(key: String, status: Int32) throws {
    let terminal = try PseudoTerminal.program()
    try terminal.wait(for: "Distribution")
    terminal.send(key)
    #expect(try terminal.waitForEnd() == .exited(status))
    expectRestored(terminal)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGINT])
  func signalsThatAskEndTheProgramByThemselves(signal: Int32) throws {
    let terminal = try PseudoTerminal.program()
    try terminal.wait(for: "Distribution")
    terminal.signal(signal)
    #expect(try terminal.waitForEnd() == .signalled(signal))
    expectRestored(terminal)
    #expect(!terminal.text.contains("crashed"))
  }

  /// A failed check of Swift is SIGILL on x86 and SIGTRAP elsewhere.
  @Test(arguments: [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT])
  func crashesRestoreTheTerminalAndSayOneLine(signal: Int32) throws {
    let terminal = try PseudoTerminal.program()
    try terminal.wait(for: "Distribution")
    // It crashes while a frame is being drawn.
    try terminal.press("6")
    terminal.signal(signal)
    #expect(try terminal.waitForEnd() == .signalled(signal))
    expectRestored(terminal)
    // The terminal echoes a key that the program has not read yet behind what it says.
    let text = terminal.text
    let said = text.hasSuffix("6") ? text.dropLast() : text[...]
    #expect(said.hasSuffix("; the terminal has been restored\r\n"))
    let lines = terminal.text.split(whereSeparator: \.isNewline)
      .filter { $0.contains("afpq-tui: crashed: ") }
    #expect(lines.count == 1)
  }

  /// What a limit, a sandbox or a stray `kill` sends to a program that expects none of it.
  @Test(
    arguments: [
      SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGIO, SIGPWR, SIGSYS, SIGSTKFLT,
      34, 64,
    ])
  func signalsThatNobodyExpectsRestoreTheTerminal(signal: Int32) throws {
    let terminal = try PseudoTerminal.program()
    try terminal.wait(for: "Distribution")
    terminal.signal(signal)
    #expect(try terminal.waitForEnd() == .signalled(signal))
    expectRestored(terminal)
  }

  @Test(arguments: [SIGPIPE, SIGXFSZ, SIGCHLD, SIGURG])
  func signalsThatMeanNothingToItAreSurvived(signal: Int32) throws {
    let terminal = try PseudoTerminal.program()
    try terminal.wait(for: "Distribution")
    terminal.signal(signal)
    try terminal.press("2")
    terminal.send("q")
    #expect(try terminal.waitForEnd() == .exited(0))
    expectRestored(terminal)
  }

  @Test(arguments: ["xterm-256color", "xterm", "screen", "tmux-256color", "linux", "vt100"])
  func everyTerminalThatPlacesItsCursorShowsTheScreen(type: String) throws {
    let terminal = try PseudoTerminal.program([], ["TERM": type])
    try terminal.wait(for: "Distribution")
    terminal.send("q")
    #expect(try terminal.waitForEnd() == .exited(0))
    expectRestored(terminal)
  }

  @Test(arguments: ["dumb", "no-such-terminal", ""])
  func otherTerminalsGetOneLineWithoutEscapes(type: String) throws {
    let terminal = try PseudoTerminal.program([], ["TERM": type])
    #expect(try terminal.waitForEnd() == .exited(2))
    #expect(terminal.text.hasPrefix("afpq-tui: "))
    #expect(terminal.text.filter(\.isNewline).count == 1)
    #expect(!terminal.bytes.contains(0x1B))
    #expect(terminal.modes == terminal.modesBefore)
  }

  @Test func withoutAKeyboardThereIsOneLineWithoutEscapes() throws {
    let terminal = try PseudoTerminal.program(standardInput: "/dev/null")
    #expect(try terminal.waitForEnd() == .exited(2))
    #expect(terminal.text.contains("standard input is not a terminal"))
    #expect(terminal.text.filter(\.isNewline).count == 1)
    #expect(!terminal.bytes.contains(0x1B))
  }

  @Test func withoutATerminalTheReportIsPrinted() throws {
    let run = try CommandRun(["explore", "--tensor", "model.layers.0.self_attn.q_proj.weight"])
    #expect(run.status == 0)
    #expect(run.standardOutput.contains("q_proj.weight"))
    #expect(!run.standardOutput.contains("\u{1B}"))
  }

  private static let colors = Array(30...49) + Array(90...107)

  @Test(arguments: [[:], ["NO_COLOR": "1"]])
  func noColorMeansNoColorSequence(environment: [String: String]) throws {
    let terminal = try PseudoTerminal.program([], environment)
    try terminal.wait(for: "▓")
    for key in "23456" { try terminal.press(String(key)) }
    terminal.send("q")
    #expect(try terminal.waitForEnd() == .exited(0))
    let hasColors = terminal.renditions.contains { $0.contains { Self.colors.contains($0) } }
    #expect(hasColors == environment.isEmpty)
  }

  /// What is said to show all colours gets them, whether or not its description has them.
  @Test(arguments: ["xterm", "xterm-256color", "tmux-256color", "screen-256color"])
  func trueColorIsWrittenWhateverTheDescriptionSays(type: String) throws {
    let terminal = try PseudoTerminal.program([], ["TERM": type, "COLORTERM": "truecolor"])
    try terminal.wait(for: "▓")
    for key in "23456" { try terminal.press(String(key)) }
    terminal.send("M")
    try terminal.wait(for: "1000l")
    terminal.send("Mq")
    #expect(try terminal.waitForEnd() == .exited(0))
    expectRestored(terminal)
    let colors = terminal.renditions.filter { $0.contains { Self.colors.contains($0) } }
    #expect(colors.contains { $0.starts(with: [38, 2]) && $0.count == 5 })
    #expect(!colors.contains { $0.starts(with: [38, 5]) })
  }

  @Test(
    arguments: [
      ([], ["LC_ALL": "C"]), (["--glyphs", "ascii"], [:]), ([], ["LC_ALL": "", "LANG": "POSIX"]),
    ] as [([String], [String: String])])
  func withoutUnicodeEveryByteIsASCII(arguments: [String], environment: [String: String]) throws {
    let terminal = try PseudoTerminal.program(arguments, environment)
    try terminal.wait(for: "==")
    for key in "23456?" { try terminal.press(String(key)) }
    terminal.send("qq")
    #expect(try terminal.waitForEnd() == .exited(0))
    #expect(terminal.bytes.allSatisfy { $0 < 0x80 })
  }

  @Test func tinyAndChangingSizesAreSurvived() throws {
    let terminal = try PseudoTerminal.program(columns: 1, rows: 1)
    try terminal.wait(for: "\u{1B}[?1049h")
    for (columns, rows) in [(2, 1), (1, 30), (300, 1), (3, 3), (40, 10), (1, 1), (500, 200)] {
      terminal.resize(columns: columns, rows: rows)
      terminal.send("26")
    }
    let position = terminal.bytes.count
    terminal.resize(columns: 80, rows: 24)
    try terminal.wait(for: "Heat", after: position)
    terminal.resize(columns: 1, rows: 1)
    terminal.send("q")
    #expect(try terminal.waitForEnd() == .exited(0))
    expectRestored(terminal)
  }
}
