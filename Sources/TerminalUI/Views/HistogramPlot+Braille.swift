/// Bars of braille dots: two bins a column and four steps a row.
///
/// Positive bars are solid and at least two dots high. Negative ones have every other dot, like a
/// chessboard, and never two on top of each other: so the sign of the smallest bar can be read.
extension HistogramPlot {
  func drawBraille(in plot: Rect, axis: CountAxis, on canvas: inout Canvas) {
    var dots = BrailleDots(cells: Size(columns: plot.width, rows: plot.height))
    for column in 0..<dots.width {
      let bins = HorizontalScale.bins(inColumn: column, of: dots.width, count: counts.count)
      guard let highest = bins.max(by: { counts[$0] < counts[$1] }), counts[highest] > 0 else {
        continue
      }
      let share = axis.fraction(of: counts[highest])
      let height = max(Int((share * Double(dots.height)).rounded()), 1)
      if highest < negativeBinCount {
        Self.drawNegative(height, in: column, style: styles.negative, on: &dots)
      } else {
        for y in 0..<max(height, 2) { dots.set(x: column, y: y, style: styles.positive) }
      }
    }
    dots.draw(in: plot, on: &canvas)
  }

  private static func drawNegative(
    _ height: Int, in column: Int, style: Style, on dots: inout BrailleDots
  ) {
    let top = height - 1
    dots.set(x: column, y: top, style: style)
    for y in 0..<max(top - 1, 0) where (column + y).isMultiple(of: 2) {
      dots.set(x: column, y: y, style: style)
    }
  }
}
