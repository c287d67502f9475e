/// How a scale is stored.
public enum ScaleFormat: String, Sendable, Hashable, CaseIterable {
  case float32 = "f32"
  case float16 = "f16"
  case bfloat16 = "bf16"
  /// A power of two, OCP's shared exponent.
  case e8m0
  case e4m3
  case e5m2
  /// An E4M3 scale per group times one float32 scale per tensor, as in NVFP4.
  case e4m3WithTensorScale = "e4m3+tensor"

  /// The name in a scheme: `f16`.
  public var name: String { rawValue }

  /// Bits of one stored scale; the tensor scale of `e4m3WithTensorScale` comes on top.
  public var bitWidth: Int {
    switch self {
    case .float32: 32
    case .float16, .bfloat16: 16
    case .e8m0, .e4m3, .e5m2, .e4m3WithTensorScale: 8
    }
  }

  /// The largest finite value.
  public var greatestFiniteMagnitude: Float {
    switch self {
    case .float32: .greatestFiniteMagnitude
    case .float16: 65504
    case .bfloat16: Float(bitPattern: 0x7F7F_0000)
    case .e8m0: 0x1p127
    case .e4m3, .e4m3WithTensorScale: 448
    case .e5m2: 57344
    }
  }

  /// The smallest positive value, subnormals included.
  public var leastPositiveMagnitude: Float {
    switch self {
    case .float32: .leastNonzeroMagnitude
    case .float16: 0x1p-24
    case .bfloat16: 0x1p-133
    case .e8m0: 0x1p-127
    case .e4m3, .e4m3WithTensorScale: 0x1p-9
    case .e5m2: 0x1p-16
    }
  }
}

extension ScaleFormat {
  /// A value that a format stores, and whether the format's range forced it.
  public struct Rounded: Sendable, Hashable {
    public var value: Float
    /// The value came from the end of the range: it would have been infinite, or zero without
    /// being zero.
    public var isClamped: Bool

    public init(_ value: Float, isClamped: Bool = false) {
      self.value = value
      self.isClamped = isClamped
    }
  }

  /// The stored value nearest to `scale`, ties to even, kept inside the format's range.
  ///
  /// A positive scale never becomes 0 or infinite: it takes the smallest or the largest positive
  /// value instead and says so. E8M0 takes the largest power of two that is not above `scale`.
  ///
  /// - Precondition: `scale` is positive and finite.
  public func rounded(_ scale: Float) -> Rounded {
    precondition(scale > 0 && scale.isFinite)
    let nearest = nearest(scale)
    if nearest == 0 { return Rounded(leastPositiveMagnitude, isClamped: true) }
    let limit = greatestFiniteMagnitude
    return nearest > limit ? Rounded(limit, isClamped: true) : Rounded(nearest)
  }

  /// The stored value nearest to `offset`, which may have any sign and may become 0.
  ///
  /// - Precondition: `offset` is finite, and the format has a sign (all but E8M0).
  public func roundedOffset(_ offset: Float) -> Rounded {
    precondition(offset.isFinite && self != .e8m0)
    let nearest = nearest(offset.magnitude)
    let limit = greatestFiniteMagnitude
    let magnitude = min(nearest, limit)
    return Rounded(offset < 0 ? -magnitude : magnitude, isClamped: nearest > limit)
  }

  /// `value` ≥ 0 rounded half to even, as if the format had no largest value.
  private func nearest(_ value: Float) -> Float {
    switch self {
    case .float32: value
    case .float16: value.rounded(toMantissaBits: 10, leastExponent: -14)
    case .bfloat16: value.rounded(toMantissaBits: 7, leastExponent: -126)
    case .e8m0:
      value.exponent < -127 ? 0 : Float(sign: .plus, exponent: value.exponent, significand: 1)
    case .e4m3, .e4m3WithTensorScale: value.rounded(toMantissaBits: 3, leastExponent: -6)
    case .e5m2: value.rounded(toMantissaBits: 2, leastExponent: -14)
    }
  }
}

extension Float {
  /// The nearest value with the given mantissa bits, ties to even; below `leastExponent` the
  /// spacing stays that of the subnormals. The receiver is finite and not negative.
  ///
  /// The exponent comes from the bits, never from a logarithm, and both scalings are by powers of
  /// two, so the only rounding is the one asked for.
  fileprivate func rounded(toMantissaBits mantissaBits: Int, leastExponent: Int) -> Float {
    guard self > 0 else { return self }
    let unit = Swift.max(Int(exponent), leastExponent) - mantissaBits
    let steps = Double(self) * Double(sign: .plus, exponent: -unit, significand: 1)
    let rounded = steps.rounded(.toNearestOrEven)
    return Float(rounded * Double(sign: .plus, exponent: unit, significand: 1))
  }
}
