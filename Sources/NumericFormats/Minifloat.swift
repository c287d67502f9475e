/// A sign-magnitude floating-point format of three to eight bits, written ExMy.
///
/// The sign is the most significant bit, then come the exponent and the mantissa. Exponent code 0
/// holds the subnormals. Conventions follow the OCP formats FP4, FP6 and FP8 and extend them to
/// every split; `E0My` is a sign-magnitude integer.
public struct Minifloat: Sendable, Hashable {
  /// Which bit patterns stand for no finite number.
  public enum SpecialValues: Sendable, Hashable {
    /// Every pattern is finite: all formats below eight bits, and most of eight.
    case none
    /// Only the all-ones magnitude is NaN: OCP E4M3.
    case allOnesNaN
    /// The top exponent holds infinity and NaN, as in IEEE 754: OCP E5M2.
    case ieee
  }

  public let exponentBits: Int
  public let mantissaBits: Int
  public let bias: Int
  public let specialValues: SpecialValues

  /// The format with the conventional bias and special values.
  ///
  /// - Returns: `nil` unless the whole format has three to eight bits.
  public init?(exponentBits: Int, mantissaBits: Int) {
    guard (0...7).contains(exponentBits), (0...7).contains(mantissaBits),
      (3...8).contains(1 + exponentBits + mantissaBits)
    else { return nil }
    self.init(exponentBits, mantissaBits)
  }

  private init(_ exponentBits: Int, _ mantissaBits: Int) {
    self.exponentBits = exponentBits
    self.mantissaBits = mantissaBits
    // Without an exponent the significand is the value, so the common formula needs 1 − M.
    bias = exponentBits == 0 ? 1 - mantissaBits : (1 << (exponentBits - 1)) - 1
    specialValues =
      switch (exponentBits, mantissaBits) {
      case (4, 3): .allOnesNaN
      case (5, 2): .ieee
      default: .none
      }
  }

  public static let e2m0 = Minifloat(2, 0)
  public static let e2m1 = Minifloat(2, 1)
  public static let e3m0 = Minifloat(3, 0)
  public static let e2m2 = Minifloat(2, 2)
  public static let e2m3 = Minifloat(2, 3)
  public static let e3m2 = Minifloat(3, 2)
  public static let e3m3 = Minifloat(3, 3)
  public static let e4m3 = Minifloat(4, 3)
  public static let e5m2 = Minifloat(5, 2)

  /// Every split of three to eight bits, in the order of their width, then of their exponent.
  public static let all: [Minifloat] = (3...8).flatMap { width in splits(bitWidth: width) }

  /// Every format of one width, fewest exponent bits first.
  public static func splits(bitWidth: Int) -> [Minifloat] {
    (0..<max(bitWidth, 0)).compactMap { exponentBits in
      Minifloat(exponentBits: exponentBits, mantissaBits: bitWidth - 1 - exponentBits)
    }
  }

  /// The split that a bare `fpN` means: E2M0, E2M1, E2M2, E3M2, E3M3, E4M3 for 3 to 8 bits.
  ///
  /// From four bits on it is `scalingLawOptimum(bitWidth:)`; FP3 means E2M0 in the field.
  public static func preferred(bitWidth: Int) -> Minifloat? {
    [3: e2m0, 4: e2m1, 5: e2m2, 6: e3m2, 7: e3m3, 8: e4m3][bitWidth]
  }

  /// The split with the least training loss by the scaling law of arXiv 2501.02423, §4:
  /// E = δP/(δ + ν) − ½ with P = 1 + E + M, rounded.
  ///
  /// The law is about training; for weights that are quantized afterwards it is a hint.
  ///
  /// - Returns: `nil` unless the width is three to eight bits.
  public static func scalingLawOptimum(bitWidth: Int) -> Minifloat? {
    let (delta, nu) = (3.1926, 2.9543)
    let exponentBits = Int((delta * Double(bitWidth) / (delta + nu) - 0.5).rounded())
    return Minifloat(exponentBits: exponentBits, mantissaBits: bitWidth - 1 - exponentBits)
  }

  /// Bits of one code, the sign included.
  public var bitWidth: Int { 1 + exponentBits + mantissaBits }

  /// The usual name of the split, in lower case: `e2m1`.
  public var name: String { "e\(exponentBits)m\(mantissaBits)" }

  /// The value of a bit pattern, `nil` where the pattern is infinite or not a number.
  ///
  /// - Precondition: `code` has at most `bitWidth` bits.
  public func value(ofCode code: UInt8) -> Float? {
    precondition(Int(code) < 1 << bitWidth)
    let magnitude = Int(code) & ((1 << (bitWidth - 1)) - 1)
    let exponent = magnitude >> mantissaBits
    if isSpecial(magnitude: magnitude, exponent: exponent) { return nil }
    let mantissa = magnitude & ((1 << mantissaBits) - 1)
    let significand = exponent == 0 ? mantissa : mantissa + (1 << mantissaBits)
    let scale = Float(sign: .plus, exponent: max(exponent, 1) - bias - mantissaBits, significand: 1)
    let value = Float(significand) * scale
    return Int(code) >> (bitWidth - 1) == 0 ? value : -value
  }

  private func isSpecial(magnitude: Int, exponent: Int) -> Bool {
    switch specialValues {
    case .none: false
    case .allOnesNaN: magnitude == (1 << (bitWidth - 1)) - 1
    case .ieee: exponent == (1 << exponentBits) - 1
    }
  }
}
