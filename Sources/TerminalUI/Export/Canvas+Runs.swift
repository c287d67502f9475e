/// Neighbouring cells of one row and one style.
struct CellRun {
  let x: Int
  let y: Int
  /// In cells; a wide character takes two.
  let width: Int
  let style: Style
  /// The symbols with the columns they begin in.
  let symbols: [(x: Int, symbol: Character)]
}

extension Canvas {
  /// The cells of a row in runs of one style, from left to right.
  func runs(inRow y: Int) -> [CellRun] {
    let row = cells[y * size.columns..<(y + 1) * size.columns]
    var runs: [CellRun] = []
    var start = row.startIndex
    while start < row.endIndex {
      let style = row[start].style
      let end = row[start...].firstIndex { $0.style != style } ?? row.endIndex
      let symbols = (start..<end).compactMap { index in
        row[index].symbol.map { (x: index - row.startIndex, symbol: $0) }
      }
      runs.append(
        CellRun(
          x: start - row.startIndex, y: y, width: end - start, style: style, symbols: symbols))
      start = end
    }
    return runs
  }
}
