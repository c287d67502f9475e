extension Quantizer {
  /// What quantizing whole rows would lose, without keeping a code.
  ///
  /// The same codes and scales as `quantize(_:shape:calibration:)`.
  ///
  /// - Parameters: as there.
  /// - Throws: `QuantizationError` for a wrong number of weights.
  /// - Precondition: every weight is finite.
  public func errors(
    of weights: Span<Float>, shape: MatrixShape, calibration: TensorCalibration
  ) throws(QuantizationError) -> ErrorSums {
    let sums = WeightSums(of: weights, kernels: kernels)
    return try errors(of: weights, sums, shape: shape, calibration: calibration)
  }

  /// The same, for one of several schemes that look at the same weights.
  ///
  /// - Parameter weightSums: those of `weights`.
  public func errors(
    of weights: Span<Float>, _ weightSums: WeightSums, shape: MatrixShape,
    calibration: TensorCalibration
  ) throws(QuantizationError) -> ErrorSums {
    guard weights.count == shape.count, weightSums.count == shape.count else {
      throw .shapeMismatch(shape: [shape.rows, shape.columns], count: weights.count)
    }
    let layout = GroupLayout(shape, scheme.granularity)
    var sums =
      if let kernels = kernels.kernels {
        errors(of: weights, layout, calibration, weightSums, kernels)
      } else {
        plainErrors(of: weights, layout, calibration)
      }
    sums.clampedScaleCount += calibration.onlyGroup?.clampedCount ?? 0
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
