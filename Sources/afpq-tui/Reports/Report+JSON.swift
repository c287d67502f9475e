extension Report {
  /// One object: the fields, then one row a line. Keys come in a fixed order, numbers as the
  /// shortest text that reads back as the same float64.
  ///
  /// - Parameter write: called with one piece after the other.
  func writeJSON(
    _ write: (String) throws(CommandFailure) -> Void
  ) async throws(CommandFailure) {
    try write("{" + fields.map { "\(jsonString($0.key)):\($0.value.json),\n " }.joined())
    try await rows.writeJSON(write)
    if let totals {
      try write(",\n ")
      try await totals.writeJSON(write)
    }
    try write("}\n")
  }
}

extension ReportTable {
  fileprivate func writeJSON(
    _ write: (String) throws(CommandFailure) -> Void
  ) async throws(CommandFailure) {
    try write("\(jsonString(key)):[")
    try await forEachBlock {
      $0.jsonLines(ofRows: $1)
    } take: { (lines) throws(CommandFailure) in
      try write(lines)
    }
    try write("]")
  }

  private func jsonLines(ofRows rows: Range<Int>) -> String {
    let keys = columns.compactMap(\.key).map { jsonString($0) + ":" }
    let cells = values.map { value in rows.map { value($0).json } }
    var lines = ""
    for row in rows {
      lines += row == 0 ? "\n  {" : ",\n  {"
      for column in cells.indices {
        if column > 0 { lines += "," }
        lines += keys[column]
        lines += cells[column][row - rows.lowerBound]
      }
      lines += "}"
    }
    return lines
  }
}

extension ReportValue {
  var json: String {
    switch self {
    case .text(let text): jsonString(text)
    case .integer(let value): "\(value)"
    // JSON has neither infinities nor NaN.
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .integers(let values): "[" + values.map { "\($0)" }.joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { jsonString($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
    case .missing: "null"
    }
  }
}

/// The text in quotes; all that a terminal could act on is escaped, so that it is safe to look at.
private func jsonString(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
  return isPlain ? "\"" + text + "\"" : escapedJSONString(text)
}

private func escapedJSONString(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        for unit in UTF16.encode(scalar) ?? UTF16.EncodedScalar() { quoted += escape(unit) }
      default: quoted.unicodeScalars.append(scalar)
      }
    }
  }
  return quoted + "\""
}

private func escape(_ unit: UInt16) -> String {
  let digits = String(unit, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}
