extension ScaleFormat {
  /// The value of a stored scale, `nil` where the pattern is infinite or not a number.
  ///
  /// Byte 0 of E8M0 is 2^−127, a float32 subnormal; it has no zero.
  ///
  /// - Precondition: `pattern` has at most `bitWidth` bits.
  public func value(ofBitPattern pattern: UInt32) -> Float? {
    precondition(bitWidth == 32 || pattern < 1 << UInt32(bitWidth))
    switch self {
    case .float32: return finite(Float(bitPattern: pattern))
    case .float16: return finite(Float(Float16(bitPattern: UInt16(pattern))))
    case .bfloat16: return finite(Float(bitPattern: pattern << 16))
    case .e8m0:
      return pattern == 255
        ? nil : Float(sign: .plus, exponent: Int(pattern) - 127, significand: 1)
    case .e4m3, .e4m3WithTensorScale: return Minifloat.e4m3.value(ofCode: UInt8(pattern))
    case .e5m2: return Minifloat.e5m2.value(ofCode: UInt8(pattern))
    }
  }

  /// The bits that store `value`; zero is byte 0 in E8M0, which no reader uses.
  ///
  /// - Precondition: `value` is one that the format holds, as `rounded(_:)` returns it, or zero.
  public func bitPattern(of value: Float) -> UInt32 {
    switch self {
    case .float32: value.bitPattern
    case .float16: UInt32(Float16(value).bitPattern)
    case .bfloat16: value.bitPattern >> 16
    case .e8m0: value == 0 ? 0 : UInt32(Int(value.exponent) + 127)
    case .e4m3, .e4m3WithTensorScale: Minifloat.e4m3.bitPattern(of: value)
    case .e5m2: Minifloat.e5m2.bitPattern(of: value)
    }
  }

  private func finite(_ value: Float) -> Float? { value.isFinite ? value : nil }
}

extension Minifloat {
  /// The code of a representable value (Section 1.2 of the OCP FP8 layout, inverted).
  fileprivate func bitPattern(of value: Float) -> UInt32 {
    let sign: UInt32 = value.sign == .minus ? 1 << UInt32(bitWidth - 1) : 0
    guard value != 0 else { return sign }
    let exponent = max(Int(value.exponent), 1 - bias)
    let significand =
      value.magnitude * Float(sign: .plus, exponent: mantissaBits - exponent, significand: 1)
    return sign | UInt32((exponent + bias - 1) << mantissaBits + Int(significand))
  }
}
