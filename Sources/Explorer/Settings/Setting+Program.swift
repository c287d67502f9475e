import TerminalUI

extension Setting {
  static let programSettings = [
    choice(
      "glyphs", of: GlyphSet.allCases.map { ($0.rawValue, $0) }, noun: "set of glyphs",
      help: "the characters that are drawn with", \.glyphs),
    choice(
      "theme", of: Theme.allCases.map { ($0.rawValue, $0) }, noun: "theme",
      help: "the colours, as they suit the background", \.theme),
    toggle(
      "mouse", help: "clicks and wheel; when off, the terminal selects text with it", \.usesMouse),
    atStart("color", "MODE", help: "the colours of the screen"),
    atStart("threads", "N", help: "processors that jobs take"),
  ]

  static let commands = [
    writing(
      "write", alias: "w", help: "write the view to a file: .txt, .ans or .svg", replaces: false),
    writing("write!", help: "the same, in the place of a file that exists", replaces: true),
    Setting(
      "copy", nil, help: "copy the view as text (OSC 52)", places: .line,
      impliedValue: { _ in "" },
      apply: { state, _ throws(SettingError) in state.copyView() }),
    Setting(
      "help", "[TEXT]", help: "all keys and commands, or those with these letters", places: .line,
      impliedValue: { _ in "" },
      apply: { state, text throws(SettingError) in state.openHelp(filter: text) }),
    Setting(
      "quit", alias: "q", nil, help: "end the program", places: .line,
      impliedValue: { _ in "" },
      apply: { state, _ throws(SettingError) in state.isRunning = false }),
  ]

  private static func writing(
    _ name: String, alias: String? = nil, help: String, replaces: Bool
  ) -> Setting {
    Setting(
      name, alias: alias, "FILE", help: help, places: .line,
      candidates: { state, typed in
        matching(typed, in: ViewFormat.allCases.map { "\(state.screen.word).\($0.suffix)" })
      },
      apply: { state, path throws(SettingError) in
        if let reason = state.writeView(to: path, replaces: replaces) { throw SettingError(reason) }
      })
  }

  /// A setting that only the start of the program can take.
  private static func atStart(_ name: String, _ placeholder: String, help: String) -> Setting {
    Setting(
      name, placeholder, help: help, places: [.flag, .file],
      apply: { _, _ throws(SettingError) in
        throw SettingError("\(name) is chosen at the start: --\(name)")
      })
  }
}
