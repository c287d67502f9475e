import NumericFormats

/// One weight to its code and back, under the parameters of its group.
///
/// This is the definition that every faster loop is held to: one float32 division for the
/// quotient, one float32 product for the restored weight, no fused operations.
struct GroupCodec: Sendable {
  let codebook: Codebook
  let kind: Kind
  private let valuesByCode: [Float]

  enum Kind: Sendable { case scaled, zeroPoint, offset }

  /// Whether codes count steps from a zero point instead of standing for a value.
  var hasZeroPoint: Bool { kind == .zeroPoint }

  init(_ scheme: QuantizationScheme, codebook: Codebook) {
    self.codebook = codebook
    valuesByCode = codebook.valuesByCode
    kind =
      switch (scheme.scaling, scheme.element.isInteger) {
      case (.symmetric, _), (.twoScale, _): .scaled
      case (.affine, true): .zeroPoint
      case (.affine, false): .offset
      }
  }

  /// The code nearest to `weight`. `parameters` already contain the tensor scale.
  func encode(_ weight: Float, _ parameters: GroupParameters) -> UInt8 {
    switch kind {
    case .scaled:
      // The sign of the weight decides the side, so a missing side is never divided by.
      let scale = weight < 0 ? parameters.negativeScale : parameters.positiveScale
      return code(of: scale == 0 ? 0 : weight / scale)
    case .offset:
      let scale = parameters.positiveScale
      return code(of: scale == 0 ? 0 : (weight - parameters.offset) / scale)
    case .zeroPoint:
      let scale = parameters.positiveScale
      let steps = scale == 0 ? 0 : (weight / scale).rounded(.toNearestOrEven)
      let code = steps + Float(parameters.zeroPoint)
      return UInt8(min(max(code, 0), codebook.maximum - codebook.minimum))
    }
  }

  private func code(of quotient: Float) -> UInt8 { codebook.codes[codebook.rank(of: quotient)] }

  /// The value that `code` stands for before scaling: of the grid, or code − zero point.
  func value(of code: UInt8, _ parameters: GroupParameters) -> Float {
    switch kind {
    case .scaled, .offset: valuesByCode[Int(code)]
    case .zeroPoint: Float(Int(code) - Int(parameters.zeroPoint))
    }
  }

  /// The weight that `code` restores to. `parameters` already contain the tensor scale.
  func decode(_ code: UInt8, _ parameters: GroupParameters) -> Float {
    restored(value(of: code, parameters), parameters)
  }

  /// A point of the unscaled grid as a weight.
  func restored(_ value: Float, _ parameters: GroupParameters) -> Float {
    let scaled = value * (value < 0 ? parameters.negativeScale : parameters.positiveScale)
    return kind == .offset ? scaled + parameters.offset : scaled
  }
}
