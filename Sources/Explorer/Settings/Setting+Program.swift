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
    atStart("color", "auto|never|16|256|truecolor", help: "the colours of the screen"),
    atStart("threads", "N", help: "processors that jobs take"),
  ]

  static let commands = [
    Setting(
      "write", alias: "w", "FILE", help: "write the view to a file: .txt, .ans or .svg",
      places: .line,
      apply: { state, path throws(SettingError) in
        try state.write(to: path, replaces: false)
      }),
    Setting(
      "write!", "FILE", help: "the same, in the place of a file that exists", places: .line,
      apply: { state, path throws(SettingError) in
        try state.write(to: path, replaces: true)
      }),
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

  /// A setting that only the start of the program can take.
  private static func atStart(_ name: String, _ placeholder: String, help: String) -> Setting {
    Setting(
      name, placeholder, help: help, places: [.flag, .file],
      apply: { _, _ throws(SettingError) in
        throw SettingError("\(name) is chosen at the start: --\(name)")
      })
  }
}

extension AppState {
  fileprivate mutating func write(to path: String, replaces: Bool) throws(SettingError) {
    if let reason = writeView(to: path, replaces: replaces) { throw SettingError(reason) }
  }
}
