extension Quantizer {
  /// What quantizing whole rows would lose, without keeping a code.
  ///
  /// The same codes and scales as `quantize(_:shape:calibration:)`.
  ///
  /// - Parameters: as there.
  /// - Throws: `QuantizationError` for NaN or infinite weights, or a wrong number of them.
  public func errors(
    of weights: Span<Float>, shape: MatrixShape, calibration: TensorCalibration
  ) throws(QuantizationError) -> ErrorSums {
    guard weights.count == shape.count else {
      throw .shapeMismatch(shape: [shape.rows, shape.columns], count: weights.count)
    }
    let pass = ErrorPass([(self, calibration)], shape: shape, kernels: kernels)
    guard let errors = pass.errors(of: weights) else { throw nonFinite(weights) }
    return errors[0]
  }
}

extension QuantizedTensor {
  /// What was lost of `weights`, from which the tensor was quantized; the same sums as
  /// `Quantizer.errors(of:shape:calibration:)` gives.
  ///
  /// - Precondition: as many finite weights as codes.
  public func errors(of weights: Span<Float>) -> ErrorSums {
    precondition(weights.count == shape.count)
    var sums = ErrorSums()
    if let kernels = quantizer.kernels.kernels {
      sums = quantizer.errors(
        of: weights, layout, groups, tensorScale: tensorScale ?? 1,
        WeightSums(of: weights, kernels: quantizer.kernels), kernels)
    } else {
      forEachGroup { range, parameters in
        sums.add(weights.extracting(range), parameters, quantizer.codec)
      }
    }
    sums.clampedScaleCount = clampedScaleCount
    return sums
  }
}
