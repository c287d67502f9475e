extension [TensorDescriptor] {
  /// The safetensors package's order: by dtype, the widest first, then by the bytes of the name.
  func inFileOrder() -> [TensorDescriptor] {
    let ranks = Dictionary(uniqueKeysWithValues: zip(DataType.allCases, 0...))
    return sorted { left, right in
      let (leftRank, rightRank) = (
        ranks[left.dataType, default: 0], ranks[right.dataType, default: 0]
      )
      if leftRank != rightRank { return leftRank > rightRank }
      return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
  }
}

/// The length and the JSON of a header, padded to a multiple of eight bytes.
func headerBytes(tensors: [TensorDescriptor], metadata: [MetadataEntry]) -> [UInt8] {
  precondition(Set(tensors.map { ExactString($0.name) }).count == tensors.count)
  precondition(Set(metadata.map { ExactString($0.key) }).count == metadata.count)
  var members: [String] = []
  if !metadata.isEmpty {
    let entries = metadata.map { "\(jsonQuoted($0.key)):\(jsonQuoted($0.value))" }
    members.append("\"__metadata__\":{\(entries.joined(separator: ","))}")
  }
  var offset = 0
  for tensor in tensors {
    precondition(tensor.name != "__metadata__")
    precondition((tensor.count * tensor.dataType.bitWidth).isMultiple(of: 8))
    let end = offset + tensor.byteCount
    let shape = tensor.shape.map(String.init).joined(separator: ",")
    members.append(
      "\(jsonQuoted(tensor.name)):{\"dtype\":\"\(tensor.dataType.name)\",\"shape\":[\(shape)],"
        + "\"data_offsets\":[\(offset),\(end)]}")
    offset = end
  }
  var json = Array("{\(members.joined(separator: ","))}".utf8)
  while !json.count.isMultiple(of: 8) { json.append(0x20) }
  let length = UInt64(json.count).littleEndian
  return withUnsafeBytes(of: length) { Array($0) } + json
}

/// A JSON string: what must be escaped is, everything else stays UTF-8.
public func jsonQuoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\u{8}": result += "\\b"
    case "\u{C}": result += "\\f"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\0"..<" ":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
