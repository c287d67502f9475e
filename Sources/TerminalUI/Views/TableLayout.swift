/// Decides which columns of a table are shown, where, and how wide.
struct TableLayout {
  struct Place: Equatable {
    var column: Int
    var x: Int
    var width: Int
    /// Cells behind the values that are kept for the mark of the best one.
    var markWidth: Int
    /// Cells behind those, for what follows the values.
    var noteWidth: Int

    var valueWidth: Int { width - markWidth - noteWidth }

    /// A title stands over the values and what follows them, but not over a mark at the end.
    var forTitle: Place {
      var place = self
      place.markWidth = noteWidth > 0 ? 0 : markWidth
      place.noteWidth = 0
      return place
    }
  }

  private static let gap = 2

  private let columns: [TableColumn]
  private let contentWidths: [Int]
  private let markWidths: [Int]
  private let noteWidths: [Int]

  init(columns: [TableColumn], rows: [[TableCell]]) {
    self.columns = columns
    let noteWidths = columns.indices.map { column in
      rows.lazy.filter { column < $0.count && !$0[column].note.isEmpty }
        .map { displayWidth($0[column].note) + 1 }.max() ?? 0
    }
    contentWidths = columns.indices.map { column in
      let cells = rows.lazy.filter { column < $0.count }.map { displayWidth($0[column].text) }
      let widest = (cells.max() ?? 0) + noteWidths[column]
      return max(widest, displayWidth(columns[column].title), columns[column].reservedWidth)
    }
    self.noteWidths = noteWidths
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
      places.append(
        Place(
          column: column, x: x, width: full - cut, markWidth: markWidths[column],
          noteWidth: noteWidths[column]))
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
