/// Reads JSON from bytes that nobody vouches for, one token at a time.
///
/// It accepts what the `serde_json` parser behind the safetensors package accepts, and is stricter
/// in one place: a key may appear only once in an object, at every level. The caller drives it, so
/// nothing is allocated for what the caller does not ask for.
///
/// The bytes are a copy, so a file that changes under the scan cannot change what was checked.
/// Time is linear in the bytes; memory beside them is bounded by the keys of the open objects.
struct JSONScanner {
  /// How deeply arrays and objects may nest; the limit of `serde_json`.
  static let maximumDepth = 127
  private static let copiedSize = 1 << 20

  /// The text, then one zero byte that no token contains, so that looking ahead needs no limit.
  let bytes: [UInt8]
  var position = 0
  private var depth = 0
  private var openKeys = OpenKeys()

  /// - Throws: `JSONProblem` at the first byte that is not UTF-8.
  init(_ text: RawSpan) throws(JSONProblem) {
    let count = text.byteCount
    // One copy and no more: a header may have a hundred megabytes. As a whole it would come from a
    // cold file forty times as slowly, with a wait for every page instead of those read ahead.
    bytes = [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, initializedCount in
      let copy = UnsafeMutableRawBufferPointer(buffer)
      for start in stride(from: 0, to: count, by: Self.copiedSize) {
        let piece = start..<min(start + Self.copiedSize, count)
        text.extracting(piece).withUnsafeBytes {
          UnsafeMutableRawBufferPointer(rebasing: copy[piece]).copyMemory(from: $0)
        }
      }
      buffer[count] = 0
      initializedCount = count + 1
    }
    do {
      _ = try UTF8Span(validating: bytes.span.extracting(0..<count))
    } catch {
      throw JSONProblem(offset: error.byteOffsets.lowerBound, reason: "not UTF-8")
    }
  }

  func problem(_ reason: String) -> JSONProblem { JSONProblem(offset: position, reason: reason) }

  /// The byte at the position: zero at the end of the text, and for a zero in it.
  var next: UInt8 { bytes[position] }

  mutating func skipWhitespace() {
    while true {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// Consumes one punctuation mark and the white space before it.
  mutating func expect(_ character: UInt8, _ reason: String) throws(JSONProblem) {
    skipWhitespace()
    guard next == character else { throw problem(reason) }
    position += 1
  }

  /// Checks that nothing but white space is left.
  mutating func expectEnd() throws(JSONProblem) {
    skipWhitespace()
    guard position == bytes.count - 1 else { throw problem("something follows the last brace") }
  }

  /// Reads an object and calls `member` for each key, which must consume the value.
  mutating func object(
    _ member: (inout JSONScanner, _ key: ExactString) throws(JSONProblem) -> Void
  ) throws(JSONProblem) {
    try enter(0x7B, "expected an object")
    let mark = openKeys.open()
    var isFirst = true
    while let key = try nextKey(isFirst: isFirst) {
      isFirst = false
      try member(&self, key)
    }
    openKeys.close(mark)
    depth -= 1
  }

  /// Reads an array and calls `element` before each element, which must consume it.
  mutating func array(
    _ element: (inout JSONScanner) throws(JSONProblem) -> Void
  ) throws(JSONProblem) {
    try enter(0x5B, "expected an array")
    skipWhitespace()
    if next == 0x5D {
      position += 1
    } else {
      repeat {
        try element(&self)
        skipWhitespace()
      } while consumeComma()
      try expect(0x5D, "expected a comma or the end of the array")
    }
    depth -= 1
  }

  private mutating func enter(_ bracket: UInt8, _ reason: String) throws(JSONProblem) {
    try expect(bracket, reason)
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw problem("nested deeper than \(Self.maximumDepth) levels")
    }
  }

  private mutating func consumeComma() -> Bool {
    guard next == 0x2C else { return false }
    position += 1
    return true
  }

  /// The next key of the innermost object, past its colon; `nil` past the closing brace.
  private mutating func nextKey(isFirst: Bool) throws(JSONProblem) -> ExactString? {
    skipWhitespace()
    if next == 0x7D {
      position += 1
      return nil
    }
    if !isFirst {
      try expect(0x2C, "expected a comma or the end of the object")
      skipWhitespace()
    }
    let offset = position
    guard next == 0x22 else { throw problem("expected a key") }
    let key = ExactString(try string())
    guard openKeys.insert(key) else {
      throw JSONProblem(offset: offset, reason: "duplicate key \"\(key.text)\"")
    }
    try expect(0x3A, "expected a colon")
    return key
  }
}

/// Where a text stops being the JSON that was expected, and why.
struct JSONProblem: Error, Hashable {
  let offset: Int
  let reason: String
}
