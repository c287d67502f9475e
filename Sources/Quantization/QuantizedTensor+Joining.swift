extension QuantizedTensor {
  /// Rows that were quantized apart, as one tensor.
  ///
  /// - Parameter parts: consecutive rows, quantized under one scheme and one calibration.
  /// - Returns: `nil` without parts.
  public init?(joining parts: [QuantizedTensor]) {
    guard let first = parts.first, let shape = MatrixShape(stacking: parts.map(\.shape)) else {
      return nil
    }
    precondition(parts.allSatisfy { $0.scheme == first.scheme })
    let layout = GroupLayout(shape, first.scheme.granularity)
    let isOneGroup = layout.isOneGroup
    self.init(
      scheme: first.scheme, layout: layout, codes: parts.flatMap(\.codes),
      groups: isOneGroup ? first.groups : parts.flatMap(\.groups), tensorScale: first.tensorScale,
      clampedScaleCount: isOneGroup
        ? first.clampedScaleCount : parts.reduce(0) { $0 + $1.clampedScaleCount },
      quantizer: first.quantizer)
  }
}
