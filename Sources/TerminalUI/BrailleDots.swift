/// A picture of dots, two across and four down in every cell, drawn as braille characters.
///
/// A cell has one style: that of the layer which was set last in it.
struct BrailleDots {
  let size: Size
  private var patterns: [UInt8]
  private var styles: [Style]

  /// - Parameter cells: the size in cells.
  init(cells size: Size) {
    self.size = size
    patterns = Array(repeating: 0, count: size.columns * size.rows)
    styles = Array(repeating: .plain, count: patterns.count)
  }

  var width: Int { size.columns * 2 }
  var height: Int { size.rows * 4 }

  /// Sets the dot in column `x` and row `y`, both in dots from the bottom left corner; outside the
  /// picture it does nothing.
  mutating func set(x: Int, y: Int, style: Style) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let down = height - 1 - y
    let index = down / 4 * size.columns + x / 2
    patterns[index] |= Self.bits[down % 4][x % 2]
    styles[index] = style
  }

  /// Joins two points by dots that touch; parts outside the picture are not drawn.
  mutating func drawLine(
    from start: ScatterPlot.Point, to end: ScatterPlot.Point, style: Style
  ) {
    let across = (end.x - start.x) * Double(width)
    let up = (end.y - start.y) * Double(height)
    let steps = max(across.magnitude, up.magnitude).rounded(.up)
    // More than four diagonals of the picture is no line that anybody sees.
    guard steps > 0, steps <= Double(4 * (width + height)) else { return }
    for step in 0...Int(steps) {
      let share = Double(step) / steps
      let x = HorizontalScale.column(of: start.x + share * (end.x - start.x), width: width)
      let y = HorizontalScale.column(of: start.y + share * (end.y - start.y), width: height)
      if let x, let y { set(x: x, y: y, style: style) }
    }
  }

  /// Draws the cells that have dots.
  func draw(in area: Rect, on canvas: inout Canvas) {
    for (index, pattern) in patterns.enumerated() where pattern != 0 {
      let place = (x: area.x + index % size.columns, y: area.y + index / size.columns)
      let symbol = Unicode.Scalar(0x2800 + UInt32(pattern)).map(Character.init) ?? " "
      canvas[x: place.x, y: place.y] = Cell(symbol, style: styles[index])
    }
  }

  /// The bits of U+2800 + n: dots 1, 2, 3, 7 down the left, 4, 5, 6, 8 down the right.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
}
