import CQuantKernels
import NumericFormats

/// A codebook whose nearest value is found by rounding the quotient to some mantissa bits.
///
/// Integers and minifloats are, whatever becomes of ties; a table is not. The rule is not taken from
/// a format's name but proved on the codebook: both it and the thresholds are monotone, so where
/// they agree on both sides of every threshold they agree everywhere.
struct RoundingRule: Sendable, Equatable {
  /// Bits kept below the leading one.
  let mantissaBits: Int
  /// Below this exponent the spacing stays that of the subnormals.
  let leastExponent: Int
  /// Where a quotient goes that lies halfway between two values.
  let ties: Ties
  /// How the code follows from the rounded value.
  let code: CodeRule
  private let minimum: Float
  private let maximum: Float

  enum Ties: CaseIterable {
    case even
    /// Of powers of two to that with the odd exponent.
    case oddExponent
    case lower
  }

  enum CodeRule: Sendable, Equatable {
    /// The value plus a bias.
    case integer(bias: Int)
    /// Exponent and mantissa bits, and the sign bit.
    case minifloat(sign: Int)
  }

  /// - Returns: `nil` where no such rule reproduces the codebook.
  init?(_ codebook: Codebook) {
    let step = codebook.values[min(codebook.zeroRank + 1, codebook.values.count - 1)]
    let farthest = max(codebook.maximum, -codebook.minimum)
    guard step >= 0x1p-100, step.significand == 1, farthest <= 0x1p100 else { return nil }
    let codeRules = [
      CodeRule.integer(bias: Int(codebook.codes[codebook.zeroRank])),
      CodeRule.minifloat(sign: 1 << (codebook.bitWidth - 1)),
    ]
    for mantissaBits in 0...7 {
      for ties in Ties.allCases {
        for code in codeRules {
          let rule = RoundingRule(
            mantissaBits: mantissaBits, leastExponent: Int(step.exponent) + mantissaBits,
            ties: ties, code: code, minimum: codebook.minimum, maximum: codebook.maximum)
          if rule.reproduces(codebook) {
            self = rule
            return
          }
        }
      }
    }
    return nil
  }

  private init(
    mantissaBits: Int, leastExponent: Int, ties: Ties, code: CodeRule, minimum: Float,
    maximum: Float
  ) {
    self.mantissaBits = mantissaBits
    self.leastExponent = leastExponent
    self.ties = ties
    self.code = code
    self.minimum = minimum
    self.maximum = maximum
  }

  private func reproduces(_ codebook: Codebook) -> Bool {
    for (rank, threshold) in codebook.thresholds.enumerated() {
      guard rounded(threshold) == codebook.values[rank],
        rounded(threshold.nextUp) == codebook.values[rank + 1]
      else { return false }
    }
    return zip(codebook.values, codebook.codes).allSatisfy { code(of: $0) == Int($1) }
  }

  func describe(_ grid: inout qk_grid) {
    grid.mantissa_bits = Int32(mantissaBits)
    grid.least_exponent = Int32(leastExponent)
    grid.ties =
      switch ties {
      case .even: QK_TIES_EVEN
      case .oddExponent: QK_TIES_ODD_EXPONENT
      case .lower: QK_TIES_LOWER
      }
    switch code {
    case .integer(let bias):
      grid.code = QK_CODE_INTEGER
      grid.code_bias = Int32(bias)
    case .minifloat(let sign):
      grid.code = QK_CODE_MINIFLOAT
      grid.code_sign = Int32(sign)
    }
  }
}

/// What the kernels do, in Swift: `qk_round` and `qk_code_of_value`.
extension RoundingRule {
  private var leastBits: UInt32 { UInt32(leastExponent + 127) << 23 }

  func rounded(_ quotient: Float) -> Float {
    let value = min(max(quotient, minimum), maximum)
    let exponent = max(value.bitPattern & 0x7F80_0000, leastBits)
    let magic = (exponent + UInt32(23 - mantissaBits) << 23) | 0x40_0000
    func rounded(by magic: UInt32) -> Float {
      (value + Float(bitPattern: magic)) - Float(bitPattern: magic)
    }
    return switch ties {
    case .even: rounded(by: magic)
    case .oddExponent: rounded(by: magic + magic >> 23)
    case .lower: min(rounded(by: magic), rounded(by: magic + 1))
    }
  }

  private func code(of value: Float) -> Int? {
    switch code {
    case .integer(let bias): return Int(exactly: value).map { $0 + bias }
    case .minifloat(let sign):
      let least = Float(bitPattern: leastBits)
      let bits = (value.magnitude + max(value.magnitude, least)).bitPattern
      return Int((bits - leastBits) >> UInt32(23 - mantissaBits)) | (value < 0 ? sign : 0)
    }
  }
}
