/// A JSON value, for the few texts beside the tensors that describe them.
///
/// It is read with the scanner that reads headers: keys appear once in an object, nesting is
/// limited.
public indirect enum JSONValue: Sendable, Hashable {
  case null
  case boolean(Bool)
  /// The value of a number that is written as a natural one, `nil` for all others.
  case number(Int?)
  case string(String)
  case array([JSONValue])
  /// In the order of the text.
  case object([Member])

  /// A key of an object and its value.
  public struct Member: Sendable, Hashable {
    public let key: String
    public let value: JSONValue
  }

  /// - Returns: `nil` when the text is not exactly one JSON value.
  public init?(parsing text: String) {
    self.init(bytes: Array(text.utf8))
  }

  init?(bytes: [UInt8]) {
    do throws(JSONProblem) {
      var scanner = try JSONScanner(bytes.span.bytes)
      self = try scanner.value()
      try scanner.expectEnd()
    } catch {
      return nil
    }
  }

  /// The value of a key; `nil` where this is no object, or has no such key.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { ExactString($0.key) == ExactString(key) }?.value
  }

  /// The text of a string; `nil` for everything else.
  public var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of a natural number; `nil` for everything else.
  public var natural: Int? {
    if case .number(let number) = self { number } else { nil }
  }
}

extension JSONScanner {
  /// Reads any value.
  mutating func value() throws(JSONProblem) -> JSONValue {
    skipWhitespace()
    switch next {
    case 0x7B: return try objectValue()
    case 0x5B:
      var elements: [JSONValue] = []
      try array { (scanner) throws(JSONProblem) in elements.append(try scanner.value()) }
      return .array(elements)
    case 0x22: return .string(try string())
    case 0x2D, 0x30...0x39: return .number(try number().flatMap { Int(exactly: $0) })
    default:
      let isTrue = next == 0x74
      if try consumeNull() { return .null }
      try skipValue()
      return .boolean(isTrue)
    }
  }

  private mutating func objectValue() throws(JSONProblem) -> JSONValue {
    var members: [JSONValue.Member] = []
    try object { (scanner, key) throws(JSONProblem) in
      members.append(JSONValue.Member(key: key.text, value: try scanner.value()))
    }
    return .object(members)
  }
}
