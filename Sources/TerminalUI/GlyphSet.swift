/// The characters that views draw with.
public enum GlyphSet: String, Sendable, Hashable, CaseIterable {
  /// Unicode blocks and box drawing.
  case blocks
  /// Characters below 0x80 only.
  case ascii

  public var ellipsis: String { self == .blocks ? "…" : "~" }
  /// Marks the best of several values.
  public var best: String { self == .blocks ? "★" : "*" }
  public var selection: String { self == .blocks ? "▌" : ">" }
  public var horizontalLine: Character { self == .blocks ? "─" : "-" }
  public var verticalLine: Character { self == .blocks ? "│" : "|" }
  public var point: Character { self == .blocks ? "•" : "o" }
  /// Beside `point`, for what is compared with it.
  public var otherPoint: Character { self == .ascii ? "x" : "◦" }
}

/// Which half of a distribution a bar belongs to. Each half has glyphs of its own, so that the
/// sign can be read without colours.
public enum Sign: Sendable, Hashable {
  case negative, positive
}

extension GlyphSet {
  /// A full cell of a bar.
  public func body(of sign: Sign) -> Character {
    switch (self, sign) {
    case (.blocks, .negative): "▓"
    case (.blocks, .positive): "█"
    case (.ascii, .negative): "="
    case (.ascii, .positive): "#"
    }
  }

  /// The uppermost cell of a bar, of which 1…7 eighths are covered.
  ///
  /// Positive bars end in eighth blocks, negative ones in lighter shades, and in ASCII both in
  /// their sign: no glyph stands for both sides, not even when it is all there is of a bar.
  func top(of sign: Sign, eighths: Int) -> Character {
    switch (self, sign) {
    case (.ascii, .negative): "-"
    case (.ascii, .positive): "+"
    case (.blocks, .positive): Self.eighthBlocks[min(max(eighths, 1), 7) - 1]
    case (.blocks, .negative): eighths <= 3 ? "░" : "▒"
    }
  }

  private static let eighthBlocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇"]
}
