extension JSONScanner {
  /// Checks any value and passes over it.
  mutating func skipValue() throws(JSONProblem) {
    skipWhitespace()
    switch next {
    case 0x7B:
      try object { (scanner, _) throws(JSONProblem) in try scanner.skipValue() }
    case 0x5B: try array { (scanner) throws(JSONProblem) in try scanner.skipValue() }
    case 0x22: _ = try string()
    case 0x74: try literal("true")
    case 0x66: try literal("false")
    case 0x6E: try literal("null")
    case 0x2D, 0x30...0x39: _ = try number()
    default: throw problem("expected a value")
    }
  }

  /// Consumes `null` if it comes next.
  mutating func consumeNull() throws(JSONProblem) -> Bool {
    skipWhitespace()
    guard next == 0x6E else { return false }
    try literal("null")
    return true
  }

  private mutating func literal(_ text: StaticString) throws(JSONProblem) {
    for index in 0..<text.utf8CodeUnitCount {
      guard next == text.utf8Start[index] else { throw problem("expected a value") }
      position += 1
    }
  }

  /// Reads a number that must be a whole one of at most 64 bits, without sign, fraction, exponent.
  mutating func unsignedInteger() throws(JSONProblem) -> UInt64 {
    skipWhitespace()
    let offset = position
    switch next {
    case 0x2D, 0x30...0x39: break
    default: throw problem("expected a number")
    }
    guard let value = try number() else {
      throw JSONProblem(offset: offset, reason: "expected a whole number from 0 to 2^64 - 1")
    }
    return value
  }

  /// Reads any number.
  ///
  /// - Returns: its value when it is written as a natural number that fits, otherwise `nil`.
  mutating func number() throws(JSONProblem) -> UInt64? {
    let start = position
    let isNegative = next == 0x2D
    if isNegative { position += 1 }
    let natural = try digits(allowLeadingZero: false)
    var isFraction = false
    if next == 0x2E {
      isFraction = true
      position += 1
      _ = try digits(allowLeadingZero: true)
    }
    if next == 0x65 || next == 0x45 {
      isFraction = true
      position += 1
      if next == 0x2B || next == 0x2D { position += 1 }
      _ = try digits(allowLeadingZero: true)
    }
    if !isNegative, !isFraction, let natural { return natural }
    try checkRange(start..<position)
    return nil
  }

  /// A run of digits; `nil` when its value exceeds 64 bits.
  private mutating func digits(allowLeadingZero: Bool) throws(JSONProblem) -> UInt64? {
    guard isDigit(next) else { throw problem("expected a digit") }
    if !allowLeadingZero, next == 0x30, isDigit(bytes[position + 1]) {
      throw problem("a number starts with a superfluous zero")
    }
    var value: UInt64? = 0
    while isDigit(next) {
      value = value.flatMap { appending(next & 0x0F, to: $0) }
      position += 1
    }
    return value
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private func appending(_ digit: UInt8, to value: UInt64) -> UInt64? {
    let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tenfold.addingReportingOverflow(UInt64(digit))
    return overflow || carry ? nil : sum
  }

  /// Refuses what float64 cannot hold, as the safetensors package does even where it ignores the
  /// value.
  private func checkRange(_ range: Range<Int>) throws(JSONProblem) {
    let value = Double(String(decoding: bytes[range], as: UTF8.self))
    guard let value, value.isFinite else {
      throw JSONProblem(offset: range.lowerBound, reason: "a number beyond float64")
    }
  }
}
