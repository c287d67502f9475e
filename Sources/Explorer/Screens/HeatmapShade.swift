import TerminalUI

/// One step of the heatmap's scale: a glyph of growing density, or a digit in ASCII, and a colour
/// from blue to orange.
struct HeatmapShade: Sendable, Equatable {
  static let count = 5

  /// 0 is the lowest; `nil` where there is no value.
  var level: Int?

  func glyph(_ glyphs: GlyphSet) -> Character {
    guard let level else { return " " }
    let symbols: [Character] =
      switch glyphs {
      case .blocks: ["·", "░", "▒", "▓", "█"]
      case .braille: ["⠂", "⠌", "⡪", "⣮", "⣿"]
      case .ascii: ["0", "1", "2", "3", "4"]
      }
    return symbols[level.clamped(to: 0...Self.count - 1)]
  }

  var style: Style {
    guard let level else { return .plain }
    return Theme.shades[level.clamped(to: 0...Self.count - 1)]
  }
}
