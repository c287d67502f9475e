extension Quantizer {
  /// What quantizing whole rows would lose, without keeping a code.
  ///
  /// The same codes and scales as `quantize(_:shape:calibration:)`; sums differ by their order.
  ///
  /// - Parameters: as there.
  /// - Throws: `QuantizationError` for a wrong number of weights.
  /// - Precondition: every weight is finite.
  public func errors(
    of weights: Span<Float>, shape: MatrixShape, calibration: TensorCalibration
  ) throws(QuantizationError) -> ErrorSums {
    guard weights.count == shape.count else {
      throw .shapeMismatch(shape: [shape.rows, shape.columns], count: weights.count)
    }
    var scaler = RowScaler(
      layout: GroupLayout(shape, scheme.granularity), quantizer: self, calibration: calibration)
    var sums = ErrorSums()
    for row in 0..<shape.rows {
      let weights = weights.extracting(row * shape.columns..<(row + 1) * shape.columns)
      scaler.scale(weights)
      loops.addErrors(of: weights, scaler.effective, scaler.layout, to: &sums)
    }
    sums.clampedScaleCount = scaler.clampedCount + (calibration.onlyGroup?.clampedCount ?? 0)
    return sums
  }
}

extension QuantizedTensor {
  /// What was lost of `weights`, from which the tensor was quantized; the same sums as
  /// `Quantizer.errors(of:shape:calibration:)` gives.
  ///
  /// - Precondition: as many finite weights as codes.
  public func errors(of weights: Span<Float>) -> ErrorSums {
    precondition(weights.count == shape.count)
    let loops = RowLoops(codec, .best)
    var sums = ErrorSums()
    sums.clampedScaleCount = clampedScaleCount
    for row in 0..<shape.rows {
      let groups = (0..<layout.groupsPerRow).map { effectiveParameters(row: row, group: $0) }
      let range = row * shape.columns..<(row + 1) * shape.columns
      loops.addErrors(of: weights.extracting(range), groups, layout, to: &sums)
    }
    return sums
  }
}
