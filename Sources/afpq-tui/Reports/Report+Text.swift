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

  /// One text for each column, side by side.
  func line(_ texts: [String]) -> String {
    var line: [UInt8] = []
    append({ texts[$0] }, to: &line)
    return String(decoding: line, as: UTF8.self)
  }

  /// Appends the texts of all columns without blanks at the end. They are escaped here.
  private func append(_ text: (_ column: Int) -> String, to line: inout [UInt8]) {
    let blank = UInt8(ascii: " ")
    let start = line.count
    for column in columns.indices {
      if column > 0 { line += repeatElement(blank, count: 2) }
      let text = text(column)
      let (width, limit) = (displayWidth(text), widths[column])
      let cell = width > limit ? truncated(text, to: limit, at: .middle) : displayText(text)
      let shownWidth = width > limit ? displayWidth(cell) : width
      let blanks = repeatElement(blank, count: max(limit - shownWidth, 0))
      if columns[column].alignment == .right { line += blanks }
      line += cell.utf8
      if columns[column].alignment == .left { line += blanks }
    }
    while line.count > start, line.last == blank { line.removeLast() }
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
    // The row above decides what the first one repeats.
    let first = max(rows.lowerBound - 1, 0)
    // Threads that change from column to column with every row would fight for their counters.
    let texts = table.texts.map { text in (first..<rows.upperBound).map(text) }
    var lines: [UInt8] = []
    for row in rows {
      let index = row - first
      let start = lines.count
      // A cell repeats only together with all cells before it: equal shapes of two tensors do not.
      var repeats = index > 0
      func cell(_ column: Int) -> String {
        repeats = repeats && texts[column][index] == texts[column][index - 1]
        return repeats && columns[column].hidesRepeats ? "" : texts[column][index]
      }
      append(cell, to: &lines)
      if table.highlighted[row] {
        let line = String(decoding: lines[start...], as: UTF8.self)
        lines.replaceSubrange(start..., with: style.highlighted(line).utf8)
      }
      lines.append(UInt8(ascii: "\n"))
    }
    return String(decoding: lines, as: UTF8.self)
  }
}

extension ReportTable {
  /// The width of the widest cell of every column with a header.
  fileprivate func widths(ofRows rows: Range<Int>) -> [Int] {
    texts.map { text in rows.reduce(0) { max($0, displayWidth(text($1))) } }
  }
}
