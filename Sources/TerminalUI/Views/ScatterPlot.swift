/// Points of several series over two axes, each series with a letter and a style of its own.
///
/// The points of a series are joined by dots, in braille by lines, so that curves can be followed
/// where they cross.
/// Where points of several series fall into one cell, that of the last series is seen.
public struct ScatterPlot: View {
  public struct Point: Sendable, Hashable {
    /// 0…1 from left to right; points outside are not drawn.
    public var x: Double
    /// 0…1 from the bottom up.
    public var y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  public struct Series: Sendable, Hashable {
    public var symbol: Character
    public var style: Style
    /// Ascending in `x`.
    public var points: [Point]

    public init(symbol: Character, style: Style = .plain, points: [Point]) {
      self.symbol = symbol
      self.style = style
      self.points = points
    }
  }

  public struct Label: Sendable, Hashable {
    /// 0…1 from the bottom up.
    public var position: Double
    public var text: String

    public init(position: Double, text: String) {
      self.position = position
      self.text = text
    }
  }

  public var series: [Series]
  /// The values at the left, the most important first: one on the line of an earlier is left out.
  public var labels: [Label]
  /// Columns at the left for the labels and the axis; 0 for none.
  public var labelWidth: Int
  public var glyphs: GlyphSet
  public var labelStyle: Style

  public init(
    series: [Series], labels: [Label] = [], labelWidth: Int = 6, glyphs: GlyphSet = .blocks,
    labelStyle: Style = .plain
  ) {
    self.series = series
    self.labels = labels
    self.labelWidth = labelWidth
    self.glyphs = glyphs
    self.labelStyle = labelStyle
  }

  /// Where the points are; an axis drawn with the same `x` and `width` lines up with them.
  public func plotArea(in area: Rect) -> Rect {
    area.splitLeft(labelWidth * 2 > area.width ? 0 : labelWidth).rest
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    let plot = plotArea(in: area)
    guard !plot.isEmpty else { return }
    drawLabels(at: area.x, beside: plot, on: &canvas)
    if glyphs == .braille {
      drawLines(in: plot, on: &canvas)
    } else {
      for one in series {
        for (start, end) in zip(one.points, one.points.dropFirst()) {
          drawDots(from: start, to: end, style: one.style, in: plot, on: &canvas)
        }
      }
    }
    for one in series {
      for point in one.points {
        guard let place = Self.place(of: point, in: plot) else { continue }
        canvas[x: place.x, y: place.y] = Cell(one.symbol, style: one.style)
      }
    }
  }

  private func drawLabels(at x: Int, beside plot: Rect, on canvas: inout Canvas) {
    guard plot.x - x > 1 else { return }
    canvas.fill(
      Rect(x: plot.x - 1, y: plot.y, width: 1, height: plot.height), with: glyphs.verticalLine,
      style: labelStyle)
    var taken: Set<Int> = []
    for label in labels {
      guard let place = Self.place(of: Point(x: 0, y: label.position), in: plot),
        taken.insert(place.y).inserted
      else { continue }
      let text = fitted(label.text, to: plot.x - x - 2, aligned: .right)
      canvas.draw(text, x: x, y: place.y, style: labelStyle)
    }
  }

  private func drawDots(
    from start: Point, to end: Point, style: Style, in plot: Rect, on canvas: inout Canvas
  ) {
    // One dot in every other column, so that steep and flat parts look alike.
    let distance = ((end.x - start.x) * Double(plot.width)).magnitude
    guard distance >= 3, distance <= Double(plot.width) else { return }
    let columns = Int(distance)
    for step in stride(from: 2, to: columns, by: 2) {
      let share = Double(step) / Double(columns)
      let point = Point(
        x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y))
      guard let place = Self.place(of: point, in: plot) else { continue }
      canvas[x: place.x, y: place.y] = Cell(glyphs.dot, style: style)
    }
  }

  private func drawLines(in plot: Rect, on canvas: inout Canvas) {
    var dots = BrailleDots(cells: Size(columns: plot.width, rows: plot.height))
    for one in series {
      for (start, end) in zip(one.points, one.points.dropFirst()) {
        dots.drawLine(from: start, to: end, style: one.style)
      }
    }
    dots.draw(in: plot, on: &canvas)
  }

  private static func place(of point: Point, in plot: Rect) -> (x: Int, y: Int)? {
    guard let column = HorizontalScale.column(of: point.x, width: plot.width),
      let row = HorizontalScale.column(of: point.y, width: plot.height)
    else { return nil }
    return (plot.x + column, plot.maxY - 1 - row)
  }
}
