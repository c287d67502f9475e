import TerminalUI

extension Report {
  /// The rows without their totals, as RFC 4180 writes them: lines end in CR LF, an empty field
  /// is a missing value. Control characters in names are escaped as on screen.
  ///
  /// - Parameter write: called with one or more lines after the other.
  func writeCSV(
    _ write: (String) throws(CommandFailure) -> Void
  ) async throws(CommandFailure) {
    let keys = rows.columns.compactMap(\.key)
    try write(keys.map(csvField).joined(separator: ",") + "\r\n")
    try await rows.forEachBlock {
      $0.csvLines(ofRows: $1)
    } take: { (lines) throws(CommandFailure) in
      try write(lines)
    }
  }
}

extension ReportTable {
  fileprivate func csvLines(ofRows rows: Range<Int>) -> String {
    let fields = values.map { value in rows.map { csvField(value($0).csv) } }
    var lines = ""
    for index in 0..<rows.count {
      for column in fields.indices {
        if column > 0 { lines += "," }
        lines += fields[column][index]
      }
      lines += "\r\n"
    }
    return lines
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

/// A comma and a quotation mark count also where a combining mark makes them another character.
private func csvField(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
  if isPlain { return text }
  let parts = text.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
  return "\"" + parts.map { String($0) }.joined(separator: "\"\"") + "\""
}
