/// A horizontal line with one tick per value and zero marked: the values a format can represent.
///
/// Two values in one cell are drawn as one heavier tick. The view takes one row.
public struct RulerView: View {
  /// Positions of the values, 0…1 from left to right; values outside are not drawn.
  public var ticks: [Double]
  /// The position of zero, `nil` when it is not on the axis.
  public var zero: Double?
  /// Written at the left, right-aligned before the line.
  public var caption: String
  /// Columns for the caption and the blank after it; as `HistogramPlot.labelWidth` to line up.
  public var captionWidth: Int
  public var glyphs: GlyphSet
  public var lineStyle: Style
  public var negativeStyle: Style
  public var positiveStyle: Style

  public init(
    ticks: [Double], zero: Double?, caption: String = "", captionWidth: Int = 0,
    glyphs: GlyphSet = .blocks, lineStyle: Style = .plain, negativeStyle: Style = .plain,
    positiveStyle: Style = .plain
  ) {
    self.ticks = ticks
    self.zero = zero
    self.caption = caption
    self.captionWidth = captionWidth
    self.glyphs = glyphs
    self.lineStyle = lineStyle
    self.negativeStyle = negativeStyle
    self.positiveStyle = positiveStyle
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let (left, line) = area.splitLeft(captionWidth * 2 > area.width ? 0 : captionWidth)
    if left.width > 1 {
      let text = fitted(
        caption, to: left.width - 1, aligned: .right, ellipsis: glyphs.ellipsis)
      canvas.draw(text, x: left.x, y: left.y, style: lineStyle)
    }
    let counts = tickCounts(width: line.width)
    let zeroColumn = zero.flatMap { HorizontalScale.column(of: $0, width: line.width) }
    for column in 0..<line.width {
      let isZero = column == zeroColumn
      canvas[x: line.x + column, y: line.y] = Cell(
        glyph(ticks: counts[column], isZero: isZero),
        style: isZero ? lineStyle : style(ofColumn: column, ticks: counts[column], of: line.width))
    }
  }

  private func tickCounts(width: Int) -> [Int] {
    var counts = Array(repeating: 0, count: width)
    for tick in ticks {
      if let column = HorizontalScale.column(of: tick, width: width) { counts[column] += 1 }
    }
    return counts
  }

  private func style(ofColumn column: Int, ticks: Int, of width: Int) -> Style {
    guard ticks > 0, let zero else { return lineStyle }
    return Double(column) < zero * Double(width) ? negativeStyle : positiveStyle
  }

  private func glyph(ticks: Int, isZero: Bool) -> Character {
    switch (glyphs, isZero, ticks) {
    case (_, false, ...0): glyphs.horizontalLine
    case (.blocks, false, 1), (.braille, false, 1): "┴"
    case (.blocks, false, _), (.braille, false, _): "╨"
    case (.blocks, true, ...1), (.braille, true, ...1): "┼"
    case (.blocks, true, _), (.braille, true, _): "╫"
    case (.ascii, false, 1): "+"
    case (.ascii, false, _): "#"
    case (.ascii, true, _): "|"
    }
  }
}
