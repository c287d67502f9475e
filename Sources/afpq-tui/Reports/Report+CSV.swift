import TerminalUI

extension Report {
  /// The rows without their totals, as RFC 4180 writes them: lines end in CR LF, an empty field
  /// is a missing value. Control characters in names are escaped as on screen.
  ///
  /// - Parameter write: called with one line after the other.
  func writeCSV(_ write: (String) throws(CommandFailure) -> Void) throws(CommandFailure) {
    let keys = rows.columns.compactMap(\.key)
    try write(keys.map(csvField).joined(separator: ",") + "\r\n")
    for row in 0..<rows.rowCount {
      let fields = rows.values(row).map { csvField($0.csv) }
      try write(fields.joined(separator: ",") + "\r\n")
    }
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
