/// One character position of a canvas.
public struct Cell: Sendable, Hashable {
  /// What is shown; the cell right of a wide character holds `nil`.
  public var symbol: Character?
  public var style: Style

  public init(_ symbol: Character? = " ", style: Style = .plain) {
    self.symbol = symbol
    self.style = style
  }
}

/// The grid of cells that one frame draws. Drawing outside it is clipped, never an error.
///
/// Whatever is drawn, every cell holds a symbol that a terminal shows without side effects: control
/// and invisible characters are escaped, a wide character always has both its cells, and a half of
/// one becomes a blank.
public struct Canvas: Sendable, Hashable {
  public let size: Size
  /// What parts of the frame stand for. Frames that look the same are equal, whatever they mean.
  public internal(set) var regions: [Region] = []
  /// Row by row, from the top left corner.
  public private(set) var cells: [Cell]

  public init(size: Size) {
    self.size = size
    cells = Array(repeating: Cell(), count: size.columns * size.rows)
  }

  public static func == (one: Canvas, other: Canvas) -> Bool {
    one.size == other.size && one.cells == other.cells
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(size)
    hasher.combine(cells)
  }

  public var bounds: Rect { Rect(x: 0, y: 0, width: size.columns, height: size.rows) }

  /// The cell in column `x` of row `y`; outside the canvas it reads as a blank, writing does nothing.
  ///
  /// A symbol that no cell may hold is written as U+FFFD; `nil` is written as a blank unless the
  /// cell is the second half of a wide character already.
  public subscript(x x: Int, y y: Int) -> Cell {
    get { contains(x: x, y: y) ? cells[y * size.columns + x] : Cell() }
    set {
      guard contains(x: x, y: y) else { return }
      guard let symbol = newValue.symbol else {
        if cells[y * size.columns + x].symbol == nil {
          cells[y * size.columns + x].style = newValue.style
        } else {
          place(" ", width: 1, x: x, y: y, style: newValue.style)
        }
        return
      }
      let width = symbol.cellWidth
      place(
        width == nil ? "\u{FFFD}" : symbol, width: width ?? 1, x: x, y: y, style: newValue.style)
    }
  }

  /// Writes the display text of `text` from (x, y) to the right, at most `width` columns of it.
  ///
  /// - Returns: the column after the last one that was written, clipped or not.
  @discardableResult
  public mutating func draw(
    _ text: String, x: Int, y: Int, width: Int = .max, style: Style = .plain
  ) -> Int {
    let end = width > Int.max - max(x, 0) ? Int.max : x + max(width, 0)
    if isPrintableASCII(text) {
      return drawASCII(text, x: x, y: y, end: end, style: style)
    }
    var column = x
    forEachSymbol(in: text) { symbol, symbolWidth in
      guard column < end else { return false }
      let fits = end - column >= symbolWidth
      place(fits ? symbol : " ", width: fits ? symbolWidth : 1, x: column, y: y, style: style)
      column += fits ? symbolWidth : 1
      return true
    }
    return column
  }

  private mutating func drawASCII(
    _ text: String, x: Int, y: Int, end: Int, style: Style
  ) -> Int {
    var column = x
    for byte in text.utf8 {
      guard column < end else { break }
      place(Character(Unicode.Scalar(byte)), width: 1, x: column, y: y, style: style)
      column += 1
    }
    return column
  }

  /// Fills a rectangle with one symbol of width one.
  public mutating func fill(_ area: Rect, with symbol: Character = " ", style: Style = .plain) {
    let visible = area.intersection(bounds)
    for y in visible.y..<visible.maxY {
      for x in visible.x..<visible.maxX { self[x: x, y: y] = Cell(symbol, style: style) }
    }
  }

  /// Changes the style of every cell of a rectangle and keeps its symbols.
  public mutating func restyle(_ area: Rect, _ change: (inout Style) -> Void) {
    let visible = area.intersection(bounds)
    for y in visible.y..<visible.maxY {
      for x in visible.x..<visible.maxX { change(&cells[y * size.columns + x].style) }
    }
  }

  /// The symbols of every row, trailing blanks removed, rows joined by newlines.
  public var text: String {
    (0..<size.rows).map { row in
      let line = cells[row * size.columns..<(row + 1) * size.columns].compactMap { $0.symbol }
      let end = line.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
      return String(line[..<end])
    }.joined(separator: "\n")
  }

  private func contains(x: Int, y: Int) -> Bool {
    (0..<size.columns).contains(x) && (0..<size.rows).contains(y)
  }

  /// Writes a symbol whose width is known; of a wide one that is cut, the visible cell is blank.
  private mutating func place(_ symbol: Character, width: Int, x: Int, y: Int, style: Style) {
    guard (0..<size.rows).contains(y) else { return }
    if width == 2, !contains(x: x, y: y) || !contains(x: x + 1, y: y) {
      place(" ", width: 1, x: x, y: y, style: style)
      place(" ", width: 1, x: x + 1, y: y, style: style)
      return
    }
    guard contains(x: x, y: y) else { return }
    let index = y * size.columns + x
    if cells[index].symbol == nil { cells[index - 1].symbol = " " }
    let after = index + width
    if x + width < size.columns, cells[after].symbol == nil { cells[after].symbol = " " }
    cells[index] = Cell(symbol, style: style)
    if width == 2 { cells[index + 1] = Cell(nil, style: style) }
  }
}

/// Something drawn from values alone. A view holds no state and computes nothing but cells.
public protocol View {
  func draw(in area: Rect, on canvas: inout Canvas)
}
