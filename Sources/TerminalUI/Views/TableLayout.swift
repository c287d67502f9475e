/// Decides which columns of a table are shown, where, and how wide.
struct TableLayout {
  struct Place: Equatable {
    var column: Int
    var x: Int
    var width: Int
    /// Cells at the end of the column that are kept for the mark of the best value.
    var markWidth: Int
  }

  private static let gap = 2

  private let columns: [TableColumn]
  private let contentWidths: [Int]
  private let markWidths: [Int]

  init(columns: [TableColumn], rows: [[TableCell]]) {
    self.columns = columns
    contentWidths = columns.indices.map { column in
      let cells = rows.lazy.filter { column < $0.count }.map { displayWidth($0[column].text) }
      let widest = max(displayWidth(columns[column].title), cells.max() ?? 0)
      return max(widest, columns[column].reservedWidth)
    }
    markWidths = columns.indices.map { column in
      rows.contains { column < $0.count && $0[column].isBest } ? 2 : 0
    }
  }

  /// The shown columns from left to right.
  func places(in area: Rect) -> [Place] {
    var shown = Array(columns.indices)
    while minimumWidth(of: shown) > area.width {
      guard let least = shown.min(by: isDroppedBefore) else { return [] }
      shown.removeAll { $0 == least }
    }
    var excess = fullWidth(of: shown) - area.width
    var places: [Place] = []
    var x = area.x
    for column in shown {
      let full = contentWidths[column] + markWidths[column]
      let cut = min(max(excess, 0), full - minimumWidth(of: column))
      excess -= cut
      places.append(Place(column: column, x: x, width: full - cut, markWidth: markWidths[column]))
      x += full - cut + Self.gap
    }
    return places
  }

  /// Lower priorities go first, of equal ones the column further to the right.
  private func isDroppedBefore(_ one: Int, _ other: Int) -> Bool {
    (columns[one].priority, -one) < (columns[other].priority, -other)
  }

  private func minimumWidth(of column: Int) -> Int {
    let content =
      switch columns[column].kind {
      case .number: contentWidths[column]
      case .text(let minimum, _): min(minimum, contentWidths[column])
      }
    return content + markWidths[column]
  }

  private func minimumWidth(of shown: [Int]) -> Int {
    shown.map { minimumWidth(of: $0) }.reduce(0, +) + gaps(between: shown)
  }

  private func fullWidth(of shown: [Int]) -> Int {
    shown.map { contentWidths[$0] + markWidths[$0] }.reduce(0, +) + gaps(between: shown)
  }

  private func gaps(between shown: [Int]) -> Int { Self.gap * max(shown.count - 1, 0) }
}

extension TableColumn.Kind {
  var truncation: Truncation {
    switch self {
    case .number: .end
    case .text(_, let truncation): truncation
    }
  }
}
