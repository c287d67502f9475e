import TerminalUI

extension Report {
  /// Aligned columns for people: the heading, the rows, and below them the totals.
  func text(_ style: ReportStyle) -> String {
    let shown = rows.columns.indices.filter { rows.columns[$0].header != nil }
    let layout = TextTableLayout(self)
    let header = layout.line(shown.map { rows.columns[$0].header ?? "" })
    var lines = heading.map { displayText($0) }
    if !heading.isEmpty { lines.append("") }
    lines.append(style.header(header))
    lines += layout.lines(of: rows, style)
    if let totals { lines += [""] + layout.lines(of: totals, style) }
    if !footing.isEmpty { lines += [""] + footing.map { displayText($0) } }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// The widths of the columns for people, over rows and totals alike.
private struct TextTableLayout {
  /// In cells: a longer text is cut, so that one name cannot widen every line of a long table.
  private static let maximumWidth = 160

  private let columns: [ReportTable.Column]
  private let widths: [Int]

  init(_ report: Report) {
    columns = report.rows.columns.filter { $0.header != nil }
    let texts = [report.rows, report.totals].compactMap(\.self).flatMap(\.shownTexts)
    let headers = columns.map { $0.header ?? "" }
    widths = columns.indices.map { column in
      let widest = ([headers] + texts).map { displayWidth($0[column]) }.max() ?? 0
      return min(widest, Self.maximumWidth)
    }
  }

  /// The texts side by side, without blanks at the end. They are escaped here.
  func line(_ texts: [String]) -> String {
    let cells = texts.indices.map {
      fitted(
        texts[$0], to: widths[$0], aligned: columns[$0].alignment, truncatedAt: .middle)
    }
    let line = cells.joined(separator: "  ")
    return String(
      line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
  }

  func lines(of table: ReportTable, _ style: ReportStyle) -> [String] {
    let texts = table.shownTexts
    return texts.indices.map { row in
      // A cell repeats only together with all cells before it: equal shapes of two tensors do not.
      let repeated = row == 0 ? 0 : zip(texts[row - 1], texts[row]).prefix { $0 == $1 }.count
      let shown = columns.indices.map { column in
        column < repeated && columns[column].hidesRepeats ? "" : texts[row][column]
      }
      return table.highlighted[row] ? style.highlighted(line(shown)) : line(shown)
    }
  }
}

extension ReportTable {
  /// The cells for people.
  fileprivate var shownTexts: [[String]] {
    rows.map { row in
      zip(columns, row).compactMap { column, cell in column.header.map { _ in cell.text } }
    }
  }
}
