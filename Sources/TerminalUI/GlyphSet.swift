/// The characters that views draw with.
public enum GlyphSet: String, Sendable, Hashable, CaseIterable {
  /// Unicode blocks and box drawing.
  case blocks
  /// The same, but plots in braille: two by four dots a cell.
  case braille
  /// Characters below 0x80 only.
  case ascii

  public var ellipsis: String { self == .ascii ? "~" : "…" }
  /// Marks the best of several values.
  public var best: String { self == .ascii ? "*" : "★" }
  public var selection: String { self == .ascii ? ">" : "▌" }
  public var horizontalLine: Character { self == .ascii ? "-" : "─" }
  public var verticalLine: Character { self == .ascii ? "|" : "│" }
  /// How many bars of a histogram stand side by side in one column.
  public var binsPerColumn: Int { self == .braille ? 2 : 1 }
  public var point: Character { self == .ascii ? "o" : "•" }
  /// Beside `point`, for what is compared with it.
  public var otherPoint: Character { self == .ascii ? "x" : "◦" }
  /// Between the points of a curve.
  var dot: Character { self == .ascii ? "." : "·" }
  /// The full and the empty cell of a gauge.
  var gauge: (full: Character, empty: Character) { self == .ascii ? ("#", ".") : ("█", "░") }
}

/// Which half of a distribution a bar belongs to. Each half has glyphs of its own, so that the
/// sign can be read without colours.
public enum Sign: Sendable, Hashable {
  case negative, positive
}

extension GlyphSet {
  /// A full cell of a bar: how a caption names its side.
  public func body(of sign: Sign) -> Character {
    switch (self, sign) {
    case (.blocks, .negative): "▓"
    case (.blocks, .positive): "█"
    case (.braille, .negative): "⡪"
    case (.braille, .positive): "⣿"
    case (.ascii, .negative): "="
    case (.ascii, .positive): "#"
    }
  }

  /// The uppermost cell of a bar of cells, of which 1…7 eighths are covered.
  ///
  /// Positive bars end in eighth blocks, negative ones in lighter shades, and in ASCII both in
  /// their sign: no glyph stands for both sides, not even when it is all there is of a bar.
  func top(of sign: Sign, eighths: Int) -> Character {
    switch (self, sign) {
    case (.ascii, .negative): "-"
    case (.ascii, .positive): "+"
    case (.blocks, .positive), (.braille, .positive): Self.eighthBlocks[min(max(eighths, 1), 7) - 1]
    case (.blocks, .negative), (.braille, .negative): eighths <= 3 ? "░" : "▒"
    }
  }

  private static let eighthBlocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇"]
}
