import NumericFormats

/// How the stored scale of one side of a group follows from its extent.
///
/// Everything happens in float32, one rounding an operation, so that the authors' results come out
/// bit for bit; exponents are taken from the bits, never from a logarithm.
struct ScaleRule: Sendable {
  let format: ScaleFormat
  let sharedExponentRule: SharedExponentRule
  let constraint: ScaleConstraint
  /// Mantissa bits for the rule `even`.
  let roundingMantissaBits: Int

  init(_ scheme: QuantizationScheme) {
    format = scheme.scaleFormat
    sharedExponentRule = scheme.sharedExponentRule
    constraint = scheme.scaleConstraint
    roundingMantissaBits = scheme.element.roundingMantissaBits ?? 0
  }

  /// What stands in the file where no weight needs a scale. No reader uses it.
  var unused: Float {
    switch format {
    case .float32, .float16, .bfloat16, .e4m3, .e5m2: 0
    case .e8m0: 0x1p-127
    case .e4m3WithTensorScale: 1
    }
  }

  /// The stored scale at which `reach` of the grid covers `extent` of the weights.
  ///
  /// - Parameters:
  ///   - extent: how far the weights reach, not negative.
  ///   - reach: how far the grid reaches, positive.
  ///   - context: what the scale depends on beyond its group.
  func stored(extent: Float, reach: Float, in context: ScaleContext) -> ScaleFormat.Rounded {
    if format == .e8m0 { return sharedExponent(extent: extent, reach: reach) }
    // Beyond float32 only where a tensor scale belongs to other weights: a file can change.
    let scale = min(extent / (reach * context.tensorScale), .greatestFiniteMagnitude)
    return rounded(scale, in: context)
  }

  /// The storage format's nearest to a positive scale, after the constraint.
  func rounded(_ scale: Float, in context: ScaleContext) -> ScaleFormat.Rounded {
    // A quotient can vanish although the extent did not.
    guard scale > 0 else { return leastPositive }
    switch constraint {
    case .none: return format.rounded(scale)
    case .m1: return format.rounded(scale.powerOfTwoNotBelow)
    case .m2: return rounded(scale, in: context) { $0.exponent }
    case .m2Literal:
      return rounded(scale, in: context) { $0.significand == 1 ? $0.exponent : $0.exponent + 1 }
    }
  }

  private var leastPositive: ScaleFormat.Rounded {
    ScaleFormat.Rounded(format.leastPositiveMagnitude, isClamped: true)
  }

  /// The row's largest scale, as stored, divided by a power of two.
  ///
  /// The quotient of two float32 numbers cannot round across a power of two in float64.
  private func rounded(
    _ scale: Float, in context: ScaleContext, power: (Double) -> Int
  ) -> ScaleFormat.Rounded {
    let ratio = Double(context.rowMaximumScale) / Double(scale)
    let largest = format.rounded(context.rowMaximumScale)
    let divided =
      Double(largest.value) * Double(sign: .plus, exponent: -power(ratio), significand: 1)
    let quotient = Float(divided)
    guard quotient > 0 else { return leastPositive }
    let stored = format.rounded(quotient)
    return ScaleFormat.Rounded(stored.value, isClamped: stored.isClamped || largest.isClamped)
  }

  /// OCP MX v1.0 and the four rules of its implementations.
  private func sharedExponent(extent: Float, reach: Float) -> ScaleFormat.Rounded {
    let exponent =
      switch sharedExponentRule {
      case .floor: extent.exponent - reach.exponent
      case .ceil: extent.powerOfTwoNotBelow.exponent - reach.exponent
      case .even: evenExponent(extent) - reach.exponent
      case .rceil: quotientExponent(extent, reach)
      }
    let kept = min(max(exponent, -127), 127)
    return ScaleFormat.Rounded(
      Float(sign: .plus, exponent: kept, significand: 1), isClamped: kept != exponent)
  }

  /// The exponent of `extent` rounded half up to the element's mantissa.
  private func evenExponent(_ extent: Float) -> Int {
    let limit = 2 - Float(sign: .plus, exponent: -roundingMantissaBits - 1, significand: 1)
    return extent.significand >= limit ? extent.exponent + 1 : extent.exponent
  }

  private func quotientExponent(_ extent: Float, _ reach: Float) -> Int {
    let quotient = Double(extent) / Double(reach)
    return quotient.significand == 1 ? quotient.exponent : quotient.exponent + 1
  }
}

/// What a group's scale depends on besides its own weights.
struct ScaleContext: Sendable, Hashable {
  /// The scale of the whole tensor; 1 where the scheme has none.
  var tensorScale: Float = 1
  /// The largest unrounded scale of the row; only the constraints M2 look at it.
  var rowMaximumScale: Float = 0
}

extension Float {
  /// The smallest power of two that is not below a positive number; saturates at 2^127.
  fileprivate var powerOfTwoNotBelow: Float {
    let up = significand == 1 ? Int(exponent) : Int(exponent) + 1
    return Float(sign: .plus, exponent: Swift.min(up, 127), significand: 1)
  }
}
