/// What one quantized element stores: a row of data that yields a codebook.
public enum ElementFormat: Sendable, Hashable {
  /// A two's-complement integer of two to eight bits.
  case integer(bits: Int)
  case minifloat(Minifloat)
  case table(CodeTable)

  /// Bits of one code.
  public var bitWidth: Int {
    switch self {
    case .integer(let bits): bits
    case .minifloat(let format): format.bitWidth
    case .table(let table): table.bitWidth
    }
  }

  /// The name in a scheme: `int4`, `fp4-e2m1`, `nf4`.
  public var name: String {
    switch self {
    case .integer(let bits): "int\(bits)"
    case .minifloat(let format): "fp\(format.bitWidth)-\(format.name)"
    case .table(let table): table.name
    }
  }

  /// Whether the format is an integer, whose affine form has a zero point instead of an offset.
  public var isInteger: Bool {
    if case .integer = self { true } else { false }
  }

  /// The representable values with their codes and decision thresholds.
  ///
  /// - Parameter ties: where a value goes that lies exactly between two neighbours. Integers
  ///   always round half to even.
  /// - Precondition: an integer has two to eight bits.
  public func codebook(ties: TieBreaking = .toEven) -> Codebook {
    switch self {
    case .integer(let bits):
      Self.integerCodebook(bits: bits, lowest: -(1 << (bits - 1)))
    case .minifloat(let format):
      Codebook(
        entries: (0..<1 << format.bitWidth).compactMap { code in
          format.value(ofCode: UInt8(code)).map { (code: UInt8(code), value: $0) }
        },
        bitWidth: format.bitWidth, ties: ties)
    case .table(let table):
      Codebook(table: table.valuesByCode, ties: ties)
    }
  }

  /// The integer grid without its most negative value, which the microscaling formats do not
  /// produce (OCP MX v1.0, MXINT8); every other format as in `codebook(ties:)`.
  public func signSymmetricCodebook(ties: TieBreaking = .toEven) -> Codebook {
    guard case .integer(let bits) = self else { return codebook(ties: ties) }
    return Self.integerCodebook(bits: bits, lowest: 1 - (1 << (bits - 1)))
  }

  /// Codes are unsigned, value + 2^(bits−1), so that they ascend with the values.
  private static func integerCodebook(bits: Int, lowest: Int) -> Codebook {
    precondition((2...8).contains(bits))
    let half = 1 << (bits - 1)
    return Codebook(
      entries: (lowest..<half).map { (code: UInt8($0 + half), value: Float($0)) },
      bitWidth: bits, ties: .toEven)
  }
}
