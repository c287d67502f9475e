import TerminalUI

/// The styles of the program: the terminal's own colours, one accent, and one colour for each sign.
///
/// Blue and orange of middle lightness, readable on dark and light backgrounds and apart for every
/// kind of colour vision. Nothing is told by colour alone.
enum Theme {
  static let negative = Style(foreground: .rgb(red: 66, green: 135, blue: 214))
  static let positive = Style(foreground: .rgb(red: 222, green: 125, blue: 40))
  static let accent = Style(foreground: .rgb(red: 30, green: 160, blue: 145), [.bold])
  static let strong = Style(.bold)
  static let muted = Style(.dim)
  static let cursor = Style(.reverse)

  static func side(_ sign: Sign) -> Style { sign == .negative ? negative : positive }
}
