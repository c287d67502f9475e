import TerminalUI

extension Report {
  /// Aligned columns for people: the heading, the rows, and below them the totals.
  ///
  /// - Parameter write: called with one or more lines after the other.
  func writeText(
    _ style: ReportStyle, _ write: (String) throws(CommandFailure) -> Void
  ) async throws(CommandFailure) {
    let layout = try await TextTableLayout(self)
    for line in heading { try write(displayText(line) + "\n") }
    if !heading.isEmpty { try write("\n") }
    try write(style.header(layout.line(rows.columns.compactMap(\.header))) + "\n")
    try await layout.write(rows, style, write)
    if let totals {
      try write("\n")
      try await layout.write(totals, style, write)
    }
    if !footing.isEmpty { try write("\n") }
    for line in footing { try write(displayText(line) + "\n") }
  }
}

/// The widths of the columns for people, over rows and totals alike.
private struct TextTableLayout: Sendable {
  /// In cells: a longer text is cut, so that one name cannot widen every line of a long table.
  private static let maximumWidth = 160

  private let columns: [ReportTable.Column]
  private let widths: [Int]

  init(_ report: Report) async throws(CommandFailure) {
    columns = report.rows.columns.filter { $0.header != nil }
    var widths = columns.map { displayWidth($0.header ?? "") }
    for table in [report.rows, report.totals].compactMap(\.self) {
      try await table.forEachBlock {
        $0.widths(ofRows: $1)
      } take: { block in
        for (column, width) in block.enumerated() { widths[column] = max(widths[column], width) }
      }
    }
    self.widths = widths.map { min($0, Self.maximumWidth) }
  }

  /// The texts side by side, without blanks at the end. They are escaped here.
  func line(_ texts: [String]) -> String {
    let blank = UInt8(ascii: " ")
    var line: [UInt8] = []
    line.reserveCapacity(widths.reduce(0) { $0 + $1 + 2 })
    for (column, text) in texts.enumerated() {
      if column > 0 { line += [blank, blank] }
      let cell = truncated(text, to: widths[column], at: .middle)
      let blanks = repeatElement(blank, count: max(widths[column] - displayWidth(cell), 0))
      if columns[column].alignment == .right { line += blanks }
      line += cell.utf8
      if columns[column].alignment == .left { line += blanks }
    }
    while line.last == blank { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  func write(
    _ table: ReportTable, _ style: ReportStyle, _ write: (String) throws(CommandFailure) -> Void
  ) async throws(CommandFailure) {
    try await table.forEachBlock {
      lines(ofRows: $1, of: $0, style)
    } take: { (lines) throws(CommandFailure) in
      try write(lines)
    }
  }

  private func lines(
    ofRows rows: Range<Int>, of table: ReportTable, _ style: ReportStyle
  ) -> String {
    var lines = ""
    var previous = rows.lowerBound > 0 ? table.texts(rows.lowerBound - 1) : []
    for row in rows {
      let texts = table.texts(row)
      // A cell repeats only together with all cells before it: equal shapes of two tensors do not.
      let repeated = previous.indices.first { previous[$0] != texts[$0] } ?? previous.count
      let shown = columns.indices.map { column in
        column < repeated && columns[column].hidesRepeats ? "" : texts[column]
      }
      let line = line(shown)
      lines += table.highlighted[row] ? style.highlighted(line) : line
      lines += "\n"
      previous = texts
    }
    return lines
  }
}

extension ReportTable {
  /// The width of the widest cell of every column with a header.
  fileprivate func widths(ofRows rows: Range<Int>) -> [Int] {
    var widths = columns.filter { $0.header != nil }.map { _ in 0 }
    for row in rows {
      for (column, text) in texts(row).enumerated() {
        widths[column] = max(widths[column], displayWidth(text))
      }
    }
    return widths
  }
}
