// Rectangles cut out of rectangles. No part ever leaves the whole: a cut is as large as there is
// room for, and what does not fit is empty.
extension Rect {
  /// The rows, from top to bottom, each one cell high.
  public var rows: [Rect] {
    (0..<height).map { Rect(x: x, y: y + $0, width: width, height: 1) }
  }

  public func contains(x column: Int, y row: Int) -> Bool {
    (x..<maxX).contains(column) && (y..<maxY).contains(row)
  }

  /// What both rectangles cover; empty when they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// The rectangle without a margin; empty when the margins meet.
  public func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
    let inner = Rect(
      x: x + min(left, width), y: y + min(top, height), width: width - left - right,
      height: height - top - bottom)
    return inner
  }

  public func inset(by margin: Int) -> Rect {
    inset(left: margin, top: margin, right: margin, bottom: margin)
  }

  /// The first `columns` columns, and the rest to their right.
  public func splitLeft(_ columns: Int) -> (left: Rect, rest: Rect) {
    let taken = min(max(columns, 0), width)
    return (
      Rect(x: x, y: y, width: taken, height: height),
      Rect(x: x + taken, y: y, width: width - taken, height: height)
    )
  }

  /// The last `columns` columns, and the rest to their left.
  public func splitRight(_ columns: Int) -> (rest: Rect, right: Rect) {
    let (rest, right) = splitLeft(width - min(max(columns, 0), width))
    return (rest, right)
  }

  /// The first `rows` rows, and the rest below them.
  public func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
    let taken = min(max(rows, 0), height)
    return (
      Rect(x: x, y: y, width: width, height: taken),
      Rect(x: x, y: y + taken, width: width, height: height - taken)
    )
  }

  /// The last `rows` rows, and the rest above them.
  public func splitBottom(_ rows: Int) -> (rest: Rect, bottom: Rect) {
    let (rest, bottom) = splitTop(height - min(max(rows, 0), height))
    return (rest, bottom)
  }

  /// A rectangle of at most this size in the middle.
  public func centered(width wanted: Int, height wantedHeight: Int) -> Rect {
    let columns = min(max(wanted, 0), width)
    let rows = min(max(wantedHeight, 0), height)
    return Rect(
      x: x + (width - columns) / 2, y: y + (height - rows) / 2, width: columns, height: rows)
  }
}
