extension JSONScanner {
  /// Reads a string and decodes its escapes.
  mutating func string() throws(JSONProblem) -> String {
    skipWhitespace()
    guard next == 0x22 else { throw problem("expected a string") }
    position += 1
    let start = position
    try skipPlainBytes()
    guard next == 0x5C else {
      defer { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
    var decoded = Array(bytes[start..<position])
    while next == 0x5C {
      try decodeEscape(into: &decoded)
      let plain = position
      try skipPlainBytes()
      decoded += bytes[plain..<position]
    }
    position += 1
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Stops at a quotation mark or a backslash.
  private mutating func skipPlainBytes() throws(JSONProblem) {
    var index = position
    var byte = bytes[index]
    while byte != 0x22, byte != 0x5C, byte >= 0x20 {
      index += 1
      byte = bytes[index]
    }
    position = index
    if byte < 0x20 {
      let isEnd = index == bytes.count - 1
      throw problem(isEnd ? "a string does not end" : "a control character in a string")
    }
  }

  private mutating func decodeEscape(into decoded: inout [UInt8]) throws(JSONProblem) {
    position += 1
    let plain: UInt8? =
      switch next {
      case 0x22, 0x5C, 0x2F: next
      case 0x62: 0x08
      case 0x66: 0x0C
      case 0x6E: 0x0A
      case 0x72: 0x0D
      case 0x74: 0x09
      case 0x75: nil
      default: throw problem("an unknown escape in a string")
      }
    position += 1
    if let plain {
      decoded.append(plain)
    } else {
      decoded += Array(String(try escapedScalar()).utf8)
    }
  }

  /// The scalar of `\uXXXX`, or of a pair of surrogates, past `\u`.
  private mutating func escapedScalar() throws(JSONProblem) -> Unicode.Scalar {
    let offset = position
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, next == 0x5C, bytes[position + 1] == 0x75 else {
      throw JSONProblem(offset: offset, reason: "half a surrogate pair in a string")
    }
    position += 2
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    else { throw JSONProblem(offset: offset, reason: "half a surrogate pair in a string") }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8 =
        switch next {
        case 0x30...0x39: next - 0x30
        case 0x41...0x46: next - 0x37
        case 0x61...0x66: next - 0x57
        default: throw problem("expected four hexadecimal digits")
        }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}
