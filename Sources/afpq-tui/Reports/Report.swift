import TerminalUI

/// What a command found out: the one description from which text, JSON and CSV are made, so that
/// they cannot differ.
struct Report: Sendable {
  /// What holds for all rows; the head of the JSON object.
  var fields: [(key: String, value: ReportValue)]
  /// Lines above the table, for people only.
  var heading: [String] = []
  var rows: ReportTable
  /// Rows over all rows. Its columns for people are those of `rows`.
  var totals: ReportTable?
  /// Lines below the tables, for people only.
  var footing: [String] = []
}

/// One column: its name for programs and for people, and how a row fills it.
struct ReportColumn<Row>: Sendable {
  /// The key in JSON and the header in CSV; `nil` where the column is for people only.
  var key: String?
  /// The header in text; `nil` where the column is for programs only.
  var header: String?
  var alignment = Alignment.right
  /// Whether text is left out where it and all columns before it repeat the row above.
  var hidesRepeats = false
  var value: @Sendable (Row) -> ReportValue = { _ in .missing }
  var text: @Sendable (Row) -> String = { _ in "" }

  /// A column for programs only.
  static func data(_ key: String, _ value: @escaping @Sendable (Row) -> ReportValue) -> ReportColumn
  {
    ReportColumn(key: key, value: value)
  }

  /// A column for people only.
  static func shown(
    _ header: String, _ alignment: Alignment = .right, _ text: @escaping @Sendable (Row) -> String
  ) -> ReportColumn {
    ReportColumn(header: header, alignment: alignment, text: text)
  }
}

/// Rows under columns. Cells are made when they are asked for: a model can have a million tensors.
struct ReportTable: Sendable {
  struct Column: Sendable {
    var key: String?
    var header: String?
    var alignment: Alignment
    var hidesRepeats: Bool
  }

  /// The key in JSON.
  let key: String
  let columns: [Column]
  /// Rows that stand out in text, one entry for each row.
  let highlighted: [Bool]
  /// What programs read of a row in each column with a key.
  let values: [@Sendable (_ row: Int) -> ReportValue]
  /// What people read of a row in each column with a header.
  let texts: [@Sendable (_ row: Int) -> String]

  init<Row: Sendable>(
    _ key: String, columns: [ReportColumn<Row>], rows: [Row],
    highlighting isHighlighted: (Row) -> Bool = { _ in false }
  ) {
    self.key = key
    self.columns = columns.map {
      Column(
        key: $0.key, header: $0.header, alignment: $0.alignment, hidesRepeats: $0.hidesRepeats)
    }
    highlighted = rows.map(isHighlighted)
    values = columns.filter { $0.key != nil }.map { column in
      let value = column.value
      return { row in value(rows[row]) }
    }
    texts = columns.filter { $0.header != nil }.map { column in
      let text = column.text
      return { row in text(rows[row]) }
    }
  }

  var rowCount: Int { highlighted.count }
}
