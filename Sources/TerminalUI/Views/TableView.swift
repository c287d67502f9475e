/// One column of a table.
public struct TableColumn: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Left-aligned; may be cut down to this many cells, with an ellipsis.
    case text(minimumWidth: Int, truncation: Truncation)
    /// Right-aligned; shown whole or not at all.
    case number
  }

  public var title: String
  public var kind: Kind
  /// When there is no room, the columns with the lowest priority go first.
  public var priority: Int
  /// Keeps a column from changing its width while the table scrolls.
  public var reservedWidth: Int

  public init(_ title: String, kind: Kind = .number, priority: Int = 0, reservedWidth: Int = 0) {
    self.title = title
    self.kind = kind
    self.priority = priority
    self.reservedWidth = reservedWidth
  }
}

/// One value of a table, formatted already.
public struct TableCell: Sendable, Hashable, ExpressibleByStringLiteral {
  public var text: String
  /// `nil`: the style of the row.
  public var style: Style?
  /// Marked as the best of its column.
  public var isBest: Bool
  /// What a number is followed by, left-aligned behind the marks of its column: how it differs.
  public var note: String

  public init(_ text: String, style: Style? = nil, isBest: Bool = false, note: String = "") {
    self.text = text
    self.style = style
    self.isBest = isBest
    self.note = note
  }

  public init(stringLiteral text: String) { self.init(text) }
}

/// A header and rows in aligned columns, scrolled to a first row, with one of them selected.
public struct TableView: View {
  public struct Styles: Sendable, Hashable {
    public var header: Style
    public var row: Style
    public var selection: Style

    public init(
      header: Style = Style(.underline), row: Style = .plain, selection: Style = Style(.reverse)
    ) {
      self.header = header
      self.row = row
      self.selection = selection
    }
  }

  public var columns: [TableColumn]
  /// A row may be shorter than the columns; what is missing is blank.
  ///
  /// Every row is measured in each frame: of a table with thousands of them, pass those that are
  /// visible and give the columns a `reservedWidth`.
  public var rows: [[TableCell]]
  /// The row below the header.
  public var firstRow: Int
  public var selectedRow: Int?
  public var glyphs: GlyphSet
  public var styles: Styles

  public init(
    columns: [TableColumn], rows: [[TableCell]], firstRow: Int = 0, selectedRow: Int? = nil,
    glyphs: GlyphSet = .blocks, styles: Styles = Styles()
  ) {
    self.columns = columns
    self.rows = rows
    self.firstRow = firstRow
    self.selectedRow = selectedRow
    self.glyphs = glyphs
    self.styles = styles
  }

  /// The rows that are drawn, and where.
  public func visibleRows(in area: Rect) -> [(row: Int, area: Rect)] {
    let first = max(firstRow, 0)
    return zip(first..<max(rows.count, first), area.rows.dropFirst()).map { ($0, $1) }
  }

  /// The columns that are drawn, and where their titles are.
  public func titles(in area: Rect) -> [(column: Int, area: Rect)] {
    layout(in: area).map { place in
      (place.column, Rect(x: place.x, y: area.y, width: place.width, height: min(area.height, 1)))
    }
  }

  /// The column whose title or values stand at a column of the screen.
  public func column(atX x: Int, in area: Rect) -> Int? {
    layout(in: area).first { ($0.x..<$0.x + $0.width).contains(x) }?.column
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let layout = layout(in: area)
    for place in layout {
      draw(
        TableCell(columns[place.column].title), at: place.forTitle, y: area.y,
        style: styles.header, on: &canvas)
    }
    for (index, row) in visibleRows(in: area) {
      let isSelected = index == selectedRow
      if isSelected { canvas.fill(row, style: styles.selection) }
      for place in layout where place.column < rows[index].count {
        let cell = rows[index][place.column]
        let style = isSelected ? styles.selection : cell.style ?? styles.row
        draw(cell, at: place, y: row.y, style: style, on: &canvas)
      }
    }
  }

  private func draw(
    _ cell: TableCell, at place: TableLayout.Place, y: Int, style: Style, on canvas: inout Canvas
  ) {
    let isNumber = columns[place.column].kind == .number
    let text = fitted(
      cell.text, to: place.valueWidth, aligned: isNumber ? .right : .left,
      truncatedAt: columns[place.column].kind.truncation, ellipsis: glyphs.ellipsis)
    let style = cell.isBest ? style.adding(.bold) : style
    let end = canvas.draw(text, x: place.x, y: y, style: style)
    if cell.isBest { canvas.draw(" " + glyphs.best, x: end, y: y, style: style) }
    canvas.draw(cell.note, x: end + place.markWidth + 1, y: y, style: style)
  }

  private func layout(in area: Rect) -> [TableLayout.Place] {
    TableLayout(columns: columns, rows: rows).places(in: area)
  }
}
