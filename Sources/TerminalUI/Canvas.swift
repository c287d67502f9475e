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
public struct Canvas: Sendable, Hashable {
  public let size: Size
  /// Row by row, from the top left corner.
  public private(set) var cells: [Cell]

  public init(size: Size) {
    self.size = size
    cells = Array(repeating: Cell(), count: size.columns * size.rows)
  }

  public var bounds: Rect { Rect(x: 0, y: 0, width: size.columns, height: size.rows) }

  public subscript(x x: Int, y y: Int) -> Cell {
    get { contains(x: x, y: y) ? cells[y * size.columns + x] : Cell() }
    set { if contains(x: x, y: y) { cells[y * size.columns + x] = newValue } }
  }

  private func contains(x: Int, y: Int) -> Bool {
    (0..<size.columns).contains(x) && (0..<size.rows).contains(y)
  }

  /// Writes `text` from (x, y) to the right, at most `width` columns of it.
  ///
  /// - Returns: the column after the last one that was written.
  @discardableResult
  public mutating func draw(
    _ text: some StringProtocol, x: Int, y: Int, width: Int = .max, style: Style = .plain
  ) -> Int {
    var column = x
    for character in text {
      guard column - x < width else { break }
      self[x: column, y: y] = Cell(character, style: style)
      column += 1
    }
    return column
  }

  /// The symbols of every row, trailing blanks removed, rows joined by newlines.
  public var text: String {
    (0..<size.rows).map { row in
      let line = cells[row * size.columns..<(row + 1) * size.columns].compactMap { $0.symbol }
      let end = line.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
      return String(line[..<end])
    }.joined(separator: "\n")
  }
}

/// Something drawn from values alone. A view holds no state and computes nothing but cells.
public protocol View {
  func draw(in area: Rect, on canvas: inout Canvas)
}
