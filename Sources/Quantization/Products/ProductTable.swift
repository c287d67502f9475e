import CQuantKernels
import NumericFormats

/// What codes stand for, in the tables that the kernels read.
struct ProductTable {
  let values: qk_value_table
  let steps: ProductSteps?

  init(_ tensor: QuantizedTensor) {
    let codec = tensor.codec
    let valuesByCode: [Float] = (0..<1 << tensor.scheme.bitWidth).map { code in
      if codec.hasZeroPoint { return Float(code) }
      // A code without a value is never met.
      let value = codec.codebook.valuesByCode[code]
      return value.isNaN ? 0 : value
    }
    var table = qk_value_table()
    withUnsafeMutableBytes(of: &table.positive) { positive in
      for code in 0..<16 {
        let value = max(valuesByCode[code % valuesByCode.count], 0)
        positive.storeBytes(of: value, toByteOffset: 4 * code, as: Float.self)
      }
    }
    withUnsafeMutableBytes(of: &table.negative) { negative in
      for code in 0..<16 {
        let value = min(valuesByCode[code % valuesByCode.count], 0)
        negative.storeBytes(of: value, toByteOffset: 4 * code, as: Float.self)
      }
    }
    values = table
    steps = ProductSteps(valuesByCode)
  }
}

/// Values as whole numbers of one step.
struct ProductSteps: Sendable {
  let table: qk_step_table
  /// A power of two.
  let size: Float

  /// - Returns: `nil` where that takes more than 127 steps.
  init?(_ valuesByCode: [Float]) {
    let size = valuesByCode.filter { $0 != 0 }.map(\.lowestBit).min() ?? 1
    guard valuesByCode.allSatisfy({ $0.magnitude / size <= 127 }) else { return nil }
    var table = qk_step_table()
    withUnsafeMutableBytes(of: &table.positive) { positive in
      for code in 0..<16 {
        positive[code] = UInt8(max(valuesByCode[code % valuesByCode.count], 0) / size)
      }
    }
    withUnsafeMutableBytes(of: &table.negative) { negative in
      for code in 0..<16 {
        negative[code] = UInt8(max(-valuesByCode[code % valuesByCode.count], 0) / size)
      }
    }
    self.table = table
    self.size = size
  }
}

extension Float {
  /// The largest power of two of which a number other than zero is a whole multiple.
  fileprivate var lowestBit: Float {
    let zeros = significandWidth
    return Float(sign: .plus, exponent: Int(exponent) - zeros, significand: 1)
  }
}
