import NumericFormats

extension QuantizationScheme {
  /// Bytes that a quantized matrix takes in the project's own layout: codes with every row padded
  /// to a whole byte, scales, zero points (one byte each), offsets and the tensor scale.
  public func storedByteCount(for shape: MatrixShape) -> Int {
    let codeBytes = shape.rows * ((shape.columns * bitWidth + 7) / 8)
    let groupBytes = GroupLayout(shape, granularity).groupCount * parameterByteCount
    let tensorBytes = scaleFormat == .e4m3WithTensorScale ? 4 : 0
    return codeBytes + groupBytes + tensorBytes
  }

  /// Bytes of the parameters of one group.
  private var parameterByteCount: Int {
    let scaleBytes = scaleFormat.bitWidth / 8
    switch scaling {
    case .symmetric: return scaleBytes
    case .twoScale: return 2 * scaleBytes
    case .affine: return element.isInteger ? scaleBytes + 1 : 2 * scaleBytes
    }
  }

  /// All stored bytes × 8 / weights; `nil` for a matrix without weights.
  public func bitsPerWeight(for shape: MatrixShape) -> Double? {
    shape.count == 0 ? nil : Double(storedByteCount(for: shape)) * 8 / Double(shape.count)
  }
}
