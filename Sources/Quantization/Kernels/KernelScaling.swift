import CQuantKernels
import NumericFormats

extension Quantizer {
  /// The rule of the scales in the form that the kernels read; `nil` where they do not know it.
  ///
  /// - Parameter tensorScale: the scale of the whole tensor.
  func kernelScaling(tensorScale: Float) -> qk_scaling? {
    var scaling = scaling.kernelScaling(tensorScale: tensorScale)
    scaling?.farthest = grid.farthest * tensorScale
    return scaling
  }
}

extension GroupScaling {
  /// All but what depends on the grid.
  func kernelScaling(tensorScale: Float) -> qk_scaling? {
    guard scheme.scaleConstraint == .none else { return nil }
    let precision = scheme.scaleFormat.precision
    let isShared = scheme.scaleFormat == .e8m0
    if isShared, scheme.scaling == .affine { return nil }
    var scaling = qk_scaling()
    scaling.is_shared_exponent = isShared ? 1 : 0
    scaling.mantissa_bits = Int32(precision.mantissaBits)
    scaling.least_exponent = Int32(precision.leastExponent)
    scaling.largest = scheme.scaleFormat.greatestFiniteMagnitude
    scaling.least = scheme.scaleFormat.leastPositiveMagnitude
    scaling.unused = rule.unused
    scaling.maximum = maximum
    scaling.largest_code = maximum - minimum
    scaling.second_divisor = 1
    switch scheme.scaling {
    case .symmetric:
      scaling.kind = QK_SCALING_SYMMETRIC
      scaling.positive = reach(symmetricReach, tensorScale)
    case .twoScale:
      scaling.kind = QK_SCALING_TWO_SCALE
      scaling.positive = reach(maximum, tensorScale)
      scaling.negative = reach(-minimum, tensorScale)
    case .affine:
      scaling.kind = scheme.element.isInteger ? QK_SCALING_ZERO_POINT : QK_SCALING_OFFSET
      scaling.positive = reach(maximum - minimum, 1)
      scaling.second_divisor = tensorScale
    }
    return scaling
  }

  func reach(_ reach: Float, _ tensorScale: Float) -> qk_reach {
    qk_reach(
      divisor: reach * tensorScale, exponent: Int32(reach.exponent),
      mantissa_limit: Int32(bitPattern: mantissaLimit(reach)))
  }

  /// The largest mantissa field of an extent whose shared exponent is not one more.
  private func mantissaLimit(_ reach: Float) -> UInt32 {
    switch scheme.sharedExponentRule {
    case .floor: 0x7F_FFFF
    case .ceil: 0
    case .even: 0x7F_FFFF - UInt32(1) << UInt32(22 - rule.roundingMantissaBits)
    case .rceil: reach.significandBitPattern
    }
  }
}

extension ScaleFormat {
  /// Mantissa bits and the exponent below which the spacing stays that of the subnormals.
  fileprivate var precision: (mantissaBits: Int, leastExponent: Int) {
    switch self {
    case .float32: (23, -126)
    case .float16: (10, -14)
    case .bfloat16: (7, -126)
    case .e8m0: (0, -126)
    case .e4m3, .e4m3WithTensorScale: (3, -6)
    case .e5m2: (2, -14)
    }
  }
}
