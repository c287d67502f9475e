import CQuantKernels
import NumericFormats

/// A codebook whose nearest value is found by rounding the quotient to some mantissa bits.
///
/// Integers and most minifloats are; a table is not. The rule is not taken from a format's name but
/// proved on the codebook: both it and the thresholds are monotone, so where they agree on both
/// sides of every threshold they agree everywhere.
struct RoundingRule: Sendable, Equatable {
  /// Bits kept below the leading one.
  let mantissaBits: Int
  /// Below this exponent the spacing stays that of the subnormals.
  let leastExponent: Int
  /// How the code follows from the rounded value.
  let code: CodeRule
  private let minimum: Float
  private let maximum: Float

  enum CodeRule: Sendable, Equatable {
    /// The value plus a bias.
    case integer(bias: Int)
    /// The bits of |value| · factor shifted right, and the sign bit.
    case minifloat(factor: Float, shift: Int, sign: Int)
  }

  /// - Returns: `nil` where no such rule reproduces the codebook.
  init?(_ codebook: Codebook) {
    let step = codebook.values[min(codebook.zeroRank + 1, codebook.values.count - 1)]
    guard step > 0, step.significand == 1 else { return nil }
    for mantissaBits in 0...7 {
      let leastExponent = Int(step.exponent) + mantissaBits
      for code in Self.codeRules(codebook, mantissaBits: mantissaBits, step: step) {
        let rule = RoundingRule(codebook, mantissaBits, leastExponent, code)
        if rule.reproduces(codebook) {
          self = rule
          return
        }
      }
    }
    return nil
  }

  private init(_ codebook: Codebook, _ mantissaBits: Int, _ leastExponent: Int, _ code: CodeRule) {
    self.mantissaBits = mantissaBits
    self.leastExponent = leastExponent
    self.code = code
    minimum = codebook.minimum
    maximum = codebook.maximum
  }

  private static func codeRules(
    _ codebook: Codebook, mantissaBits: Int, step: Float
  ) -> [CodeRule] {
    // The smallest step becomes the lowest of the bits that are kept, a float32 subnormal.
    let shift = 23 - mantissaBits
    let factor = Float(bitPattern: 1 << UInt32(shift)) / step
    return [
      .integer(bias: Int(codebook.codes[codebook.zeroRank])),
      .minifloat(factor: factor, shift: shift, sign: 1 << (codebook.bitWidth - 1)),
    ]
  }

  private func reproduces(_ codebook: Codebook) -> Bool {
    for (rank, threshold) in codebook.thresholds.enumerated() {
      guard rounded(threshold) == codebook.values[rank],
        rounded(threshold.nextUp) == codebook.values[rank + 1]
      else { return false }
    }
    return zip(codebook.values, codebook.codes).allSatisfy { code(of: $0) == Int($1) }
  }

  /// What the kernels do, in Swift: 1.5 · 2^(23 + unit) leaves no bits below the unit.
  func rounded(_ quotient: Float) -> Float {
    let value = min(max(quotient, minimum), maximum)
    let exponent = max(value == 0 ? leastExponent : Int(value.exponent), leastExponent)
    let magic = Float(sign: .plus, exponent: exponent + 23 - mantissaBits, significand: 1.5)
    return (value + magic) - magic
  }

  private func code(of value: Float) -> Int {
    switch code {
    case .integer(let bias): return value.rounded() == value ? Int(value) + bias : -1
    case .minifloat(let factor, let shift, let sign):
      return Int((value.magnitude * factor).bitPattern >> UInt32(shift)) | (value < 0 ? sign : 0)
    }
  }

  func describe(_ grid: inout qk_grid) {
    grid.mantissa_bits = Int32(mantissaBits)
    grid.least_exponent = Int32(leastExponent)
    switch code {
    case .integer(let bias):
      grid.code = QK_CODE_INTEGER
      grid.code_bias = Int32(bias)
    case .minifloat(let factor, let shift, let sign):
      grid.code = QK_CODE_MINIFLOAT
      grid.code_factor = factor
      grid.code_shift = Int32(shift)
      grid.code_sign = Int32(sign)
    }
  }
}
