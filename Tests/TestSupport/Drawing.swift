public import TerminalUI

extension View {
  /// The canvas after this view was drawn alone on all of it.
  public func canvas(columns: Int, rows: Int) -> Canvas {
    var canvas = Canvas(size: Size(columns: columns, rows: rows))
    draw(in: canvas.bounds, on: &canvas)
    return canvas
  }

  /// The text of this view drawn alone.
  public func text(columns: Int, rows: Int) -> String {
    canvas(columns: columns, rows: rows).text
  }

  /// Whether drawing in an area changes nothing outside it.
  public func staysInside(_ area: Rect, of size: Size) -> Bool {
    var canvas = Canvas(size: size)
    canvas.fill(canvas.bounds, with: "~")
    draw(in: area, on: &canvas)
    return (0..<size.rows).allSatisfy { y in
      (0..<size.columns).allSatisfy { x in
        area.contains(x: x, y: y) || canvas[x: x, y: y] == Cell("~")
      }
    }
  }
}

extension Rect {
  /// Areas of every size up to 12 × 6 and a large one, none at the edge of a canvas of 60 × 20.
  public static let samples: [Rect] =
    (0...12).flatMap { width in
      (0...6).map { Rect(x: 3, y: 2, width: width, height: $0) }
    } + [Rect(x: 3, y: 2, width: 50, height: 15)]
}
