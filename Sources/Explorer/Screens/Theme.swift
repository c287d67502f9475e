import TerminalUI

/// Which colours suit the background of the terminal: one accent, and one colour for each sign.
///
/// The background itself is always left as it is. Views draw with the colours of `automatic`, and
/// the finished frame takes those of the chosen theme. Signs are blue and orange, apart for every
/// kind of colour vision; nothing is told by colour alone.
public enum Theme: String, Sendable, Hashable, CaseIterable {
  /// Middle lightness, readable on dark and on light.
  case automatic = "auto"
  case dark
  case light
  /// Bold, dim and reverse, but no colours.
  case mono

  static let negative = Style(foreground: Tint.negative.middle)
  static let positive = Style(foreground: Tint.positive.middle)
  static let accent = Style(foreground: Tint.accent.middle, [.bold])
  static let normalFloat = Style(foreground: Tint.normalFloat.middle)
  static let microscaling = Style(foreground: Tint.microscaling.middle)
  static let strong = Style(.bold)
  static let muted = Style(.dim)
  static let cursor = Style(.reverse)
  /// From the lowest to the highest value of a map.
  static let shades = Tint.shades.map { Style(foreground: $0.middle) }

  static func side(_ sign: Sign) -> Style { sign == .negative ? negative : positive }

  /// Gives a finished frame the colours of this theme.
  func apply(to canvas: inout Canvas) {
    guard self != .automatic else { return }
    canvas.restyle(canvas.bounds) { style in
      style.foreground = color(for: style.foreground)
      style.background = color(for: style.background)
    }
  }

  private func color(for color: Color) -> Color {
    guard color != .terminalDefault else { return color }
    guard self != .mono else { return .terminalDefault }
    guard let tint = Tint.byMiddleColor[color] else { return color }
    return self == .dark ? tint.bright : tint.deep
  }
}

/// What a colour means, and what it looks like on any, on a dark and on a light background.
struct Tint: Sendable {
  /// At least 3 : 1 against black and against white.
  let middle: Color
  /// At least 7 : 1 against black.
  let bright: Color
  /// At least 4.5 : 1 against white.
  let deep: Color

  private init(_ middle: UInt32, bright: UInt32, deep: UInt32) {
    self.middle = Color(middle)
    self.bright = Color(bright)
    self.deep = Color(deep)
  }

  static let negative = Tint(0x4287D6, bright: 0x6EAFFA, deep: 0x145AB4)
  static let positive = Tint(0xD6761E, bright: 0xFFA550, deep: 0xA85200)
  static let accent = Tint(0x149687, bright: 0x46D2BE, deep: 0x006E62)
  static let normalFloat = Tint(0xA06EC8, bright: 0xC89BF0, deep: 0x7841A5)
  static let microscaling = Tint(0x968C3C, bright: 0xCDC369, deep: 0x695F0F)
  static let shades = [
    negative,
    Tint(0x698CBE, bright: 0x8CAAD7, deep: 0x3C5F96),
    Tint(0x968C8C, bright: 0xB4ACA8, deep: 0x696262),
    Tint(0xBE845A, bright: 0xDAA878, deep: 0x8C5830),
    positive,
  ]

  static let all = [negative, positive, accent, normalFloat, microscaling] + shades[1...3]

  fileprivate static let byMiddleColor = Dictionary(
    uniqueKeysWithValues: all.map { ($0.middle, $0) })
}

extension Color {
  /// A colour as it is written in CSS: 0xRRGGBB.
  fileprivate init(_ hexadecimal: UInt32) {
    self = .rgb(
      red: UInt8(hexadecimal >> 16 & 0xFF), green: UInt8(hexadecimal >> 8 & 0xFF),
      blue: UInt8(hexadecimal & 0xFF))
  }
}
