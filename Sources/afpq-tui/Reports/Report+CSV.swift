import TerminalUI

extension Report {
  /// The rows without their totals, as RFC 4180 writes them: lines end in CR LF, an empty field
  /// is a missing value. Control characters in names are escaped as on screen.
  var csv: String {
    let keys = rows.columns.compactMap(\.key).map(csvField)
    let lines = rows.rows.map { row in
      zip(rows.columns, row).compactMap { column, cell in
        column.key.map { _ in csvField(cell.value.csv) }
      }
    }
    return ([keys] + lines).map { $0.joined(separator: ",") + "\r\n" }.joined()
  }
}

extension ReportValue {
  fileprivate var csv: String {
    switch self {
    case .text(let text): displayText(text)
    case .number(let value): value.isFinite ? "\(value)" : ""
    case .integer, .integers, .object: json
    case .missing: ""
    }
  }
}

private func csvField(_ text: String) -> String {
  guard text.contains(where: { ",\"".contains($0) }) else { return text }
  return "\""
    + text.split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "\"\"") + "\""
}
