import Foundation
import TestSupport
import Testing

/// The real program in a pseudo-terminal: the mouse, the clipboard, and the colours asked for.
@Suite(.serialized) struct TerminalInputTests {
  @Test func aClickShowsTheScreenOfItsTab() throws {
    let terminal = try PseudoTerminal.program()
    try terminal.wait(for: "Distribution")
    let position = terminal.bytes.count
    // The third tab, as a terminal in SGR mode reports a button pressed and released.
    terminal.send("\u{1B}[<0;28;2M\u{1B}[<0;28;2m")
    try terminal.wait(for: "rows ×", after: position)
    terminal.send("q")
    #expect(try terminal.waitForEnd() == .exited(0))
  }

  @Test func theMouseIsAskedForUnlessItIsOff() throws {
    let terminal = try PseudoTerminal.program(["--no-mouse"])
    try terminal.wait(for: "Distribution")
    #expect(!terminal.text.contains("1000h"))
    terminal.send("M")
    try terminal.wait(for: "1000h")
    let position = terminal.bytes.count
    terminal.send("M")
    try terminal.wait(for: "1000l", after: position)
    terminal.send("q")
    #expect(try terminal.waitForEnd() == .exited(0))
  }

  @Test func theViewIsCopiedAsTheTerminalShowsIt() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let frame = try CommandRun(["render", model, "--keys", "4", "--size", "100x30"]).standardOutput
    let terminal = try PseudoTerminal.program([model], columns: 100, rows: 30)
    try terminal.wait(for: "Distribution")
    try terminal.press("4")
    // Until everything is computed, a copy shows that it is not.
    let deadline = ContinuousClock.now + .seconds(20)
    repeat { try terminal.press("y") } while lastCopy(terminal) != frame && .now < deadline
    #expect(lastCopy(terminal) == frame)
    terminal.send("q")
    #expect(try terminal.waitForEnd() == .exited(0))
  }

  /// The text of the last sequence that copies one, ended by a newline.
  private func lastCopy(_ terminal: PseudoTerminal) -> String? {
    terminal.text.matches(of: #/\u{1B}\]52;c;([A-Za-z0-9+\/=]+)\u{7}/#).last.map {
      decoded($0.1) + "\n"
    }
  }

  private func decoded(_ text: Substring) -> String {
    Data(base64Encoded: String(text)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  @Test func anUnreadableModelIsOneLineWithoutEscapes() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(Data("no model".utf8))
    let terminal = try PseudoTerminal.program([model])
    guard case .exited(let status) = try terminal.waitForEnd() else {
      Issue.record("ended by a signal")
      return
    }
    #expect(status != 0)
    #expect(terminal.text.contains(model))
    #expect(terminal.text.filter(\.isNewline).count == 1)
    #expect(!terminal.bytes.contains(0x1B))
    #expect(terminal.modes == terminal.modesBefore)
  }

  @Test(arguments: ["never", "16", "256", "truecolor"])
  func colorsAreThoseThatWereAskedFor(mode: String) throws {
    let terminal = try PseudoTerminal.program(["--color", mode])
    try terminal.wait(for: "▓")
    for key in "23456" { try terminal.press(String(key)) }
    terminal.send("q")
    #expect(try terminal.waitForEnd() == .exited(0))
    let colors = terminal.renditions.compactMap(Rendition.init)
    let expected: Set<Rendition> =
      switch mode {
      case "16": [.named]
      case "256": [.indexed]
      case "truecolor": [.direct]
      default: []
      }
    // None of them is a background: that of the terminal stays.
    #expect(Set(colors) == expected)
  }

  /// What sort of colour a "select graphic rendition" asks for.
  private enum Rendition: Hashable {
    case named
    case indexed
    case direct
    case other
    case background

    /// - Returns: `nil` where it asks for no colour but the default.
    init?(_ parameters: [Int]) {
      if let place = parameters.firstIndex(of: 38) {
        let kind = parameters[place...].dropFirst().first
        self = kind == 5 ? .indexed : kind == 2 ? .direct : .other
      } else if parameters.contains(where: { (40...48).contains($0) || (100...107).contains($0) }) {
        self = .background
      } else if parameters.contains(where: { (30...37).contains($0) || (90...97).contains($0) }) {
        self = .named
      } else {
        return nil
      }
    }
  }
}
