public import NumericFormats

extension Quantizer {
  /// Quantizes whole rows straight to their bytes: what `quantize(_:shape:calibration:)` and
  /// `packed()` give, without a byte for every code in between.
  ///
  /// - Parameters:
  ///   - bytes: weights, row-major and little-endian, of any alignment.
  ///   - shape, calibration: as there.
  /// - Throws: `QuantizationError` for NaN or infinite weights, or a wrong number of them.
  public func pack(
    _ bytes: RawSpan, as element: StoredElement, shape: MatrixShape, calibration: TensorCalibration
  ) throws(QuantizationError) -> PackedTensor {
    let count = bytes.byteCount / element.byteCount
    guard count == shape.count else {
      throw .shapeMismatch(shape: [shape.rows, shape.columns], count: count)
    }
    if let kernels = kernels.kernels {
      let pass = PackingPass(self, calibration, shape: shape, kernels)
      let packed = StretchReader.reading(
        bytes, as: element, largestCount: pass.largestWeightCount, kernels, pass.packed)
      if let packed, let packed { return packed }
    }
    // Says which weight is not finite, too.
    let weights = element.weights(bytes)
    return try quantize(weights.span, shape: shape, calibration: calibration).packed()
  }

  /// The same of float32 weights.
  public func pack(
    _ weights: Span<Float>, shape: MatrixShape, calibration: TensorCalibration
  ) throws(QuantizationError) -> PackedTensor {
    try pack(weights.bytes, as: .float32, shape: shape, calibration: calibration)
  }
}
