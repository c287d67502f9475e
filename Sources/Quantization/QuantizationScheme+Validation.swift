import NumericFormats

extension QuantizationScheme {
  /// Checks that the parts of the scheme go together.
  ///
  /// - Throws: `SchemeError.incompatible`, which names the two parts that do not.
  public func validate() throws(SchemeError) {
    try validateAffine()
    try validateSharedExponent()
    try validateConstraint()
  }

  private func validateAffine() throws(SchemeError) {
    guard scaling == .affine else { return }
    if scaleFormat == .e8m0 {
      throw .incompatible(
        part: "affine", other: "e8m0",
        reason: "a shared exponent follows from the largest magnitude, not from a range")
    }
    if scaleFormat == .e4m3WithTensorScale, !element.isInteger {
      throw .incompatible(
        part: "affine \(element.name)", other: "e4m3+tensor",
        reason: "an offset cannot share the tensor scale")
    }
  }

  private func validateSharedExponent() throws(SchemeError) {
    guard sharedExponentRule != .floor else { return }
    if scaleFormat != .e8m0 {
      throw .incompatible(
        part: sharedExponentRule.rawValue, other: scaleFormat.name,
        reason: "only e8m0 scales are shared exponents")
    }
    if sharedExponentRule == .even, element.roundingMantissaBits == nil {
      throw .incompatible(
        part: "even", other: element.name, reason: "the element has no mantissa to round to")
    }
  }

  private func validateConstraint() throws(SchemeError) {
    guard scaleConstraint != .none else { return }
    if element.isInteger {
      throw .incompatible(
        part: scaleConstraint.rawValue, other: element.name,
        reason: "power-of-two scales are defined for floating-point elements")
    }
    if scaleFormat == .e8m0 || scaleFormat == .e4m3WithTensorScale {
      throw .incompatible(
        part: scaleConstraint.rawValue, other: scaleFormat.name,
        reason: "the constraint needs one free scale per group")
    }
  }
}

extension ElementFormat {
  /// Mantissa bits that the rule `even` rounds the largest magnitude to; `nil` for tables.
  ///
  /// An integer counts its bits below the leading one, as the microscaling emulation does for
  /// MXINT8 (sign and leading one are not among them).
  var roundingMantissaBits: Int? {
    switch self {
    case .integer(let bits): bits - 2
    case .minifloat(let format): format.mantissaBits
    case .table: nil
    }
  }
}
