/// A horizontal bar for a part of a whole: `█████░░░`. It takes one row.
///
/// From two cells on, more than nothing always shows and less than everything never looks complete.
public struct GaugeBar: View {
  /// 0…1; a value that is not a number is drawn as 0.
  public var fraction: Double
  public var glyphs: GlyphSet
  public var style: Style
  public var emptyStyle: Style

  public init(
    fraction: Double, glyphs: GlyphSet = .blocks, style: Style = .plain,
    emptyStyle: Style = .plain
  ) {
    self.fraction = fraction
    self.glyphs = glyphs
    self.style = style
    self.emptyStyle = emptyStyle
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let filled = filledCells(of: area.width)
    for column in 0..<area.width {
      let isFilled = column < filled
      canvas[x: area.x + column, y: area.y] = Cell(
        isFilled ? glyphs.gauge.full : glyphs.gauge.empty,
        style: isFilled ? style : emptyStyle)
    }
  }

  private func filledCells(of width: Int) -> Int {
    guard fraction > 0 else { return 0 }
    guard fraction < 1 else { return width }
    let filled = Int((fraction * Double(width)).rounded())
    return width == 1 ? filled : min(max(filled, 1), width - 1)
  }
}
