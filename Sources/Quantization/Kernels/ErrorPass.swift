public import NumericFormats

/// What several schemes would lose of the same rows, each weight read once for all of them.
///
/// The rows are gone through in stretches that stay in a core's first cache while every scheme with
/// the same groups looks at them.
public struct ErrorPass: Sendable {
  let quantizers: [Quantizer]
  let calibrations: [TensorCalibration]
  let shape: MatrixShape
  let layouts: [Layout]
  private let kernels: KernelTable

  /// - Parameters:
  ///   - schemes: with what each needs of the whole tensor.
  ///   - shape: the rows at hand.
  public init(_ schemes: [(Quantizer, TensorCalibration)], shape: MatrixShape) {
    self.init(schemes, shape: shape, kernels: .best)
  }

  init(_ schemes: [(Quantizer, TensorCalibration)], shape: MatrixShape, kernels: KernelTable) {
    quantizers = schemes.map(\.0)
    calibrations = schemes.map(\.1)
    self.shape = shape
    layouts = Self.layouts(quantizers, shape)
    self.kernels = kernels
  }

  /// The errors under each scheme.
  ///
  /// - Parameter bytes: `shape.count` weights, row-major and little-endian, of any alignment.
  /// - Returns: `nil` where a weight is NaN or infinite.
  public func errors(of bytes: RawSpan, as element: StoredElement) -> [ErrorSums]? {
    precondition(bytes.byteCount == shape.count * element.byteCount)
    guard let kernels = kernels.kernels else {
      return plainErrors(of: element.weights(bytes).span)
    }
    let found = reading(bytes, as: element, kernels) { errors($0, by: kernels) }
    return found ?? quantizers.map { _ in ErrorSums() }
  }

  /// The same of float32 weights.
  public func errors(of weights: Span<Float>) -> [ErrorSums]? {
    errors(of: weights.bytes, as: .float32)
  }

  /// Σ(ŵ − w)² alone under each scheme.
  ///
  /// - Parameter bytes: as above.
  /// - Precondition: every weight is finite; the sums mean nothing otherwise.
  public func squaredErrors(of bytes: RawSpan, as element: StoredElement) -> [Double] {
    precondition(bytes.byteCount == shape.count * element.byteCount)
    guard let kernels = kernels.kernels else {
      let sums = plainErrors(of: element.weights(bytes).span)
      return sums?.map(\.squaredError) ?? quantizers.map { _ in .nan }
    }
    let found = reading(bytes, as: element, kernels) { squaredErrors($0, by: kernels) }
    return found ?? quantizers.map { _ in 0 }
  }

  private func reading<Result>(
    _ bytes: RawSpan, as element: StoredElement, _ kernels: KernelTable.Kernels,
    _ body: (StretchReader) -> Result
  ) -> Result? {
    StretchReader.reading(
      bytes, as: element, largestCount: largestWeightCount, kernels, body)
  }

  private func plainErrors(of weights: Span<Float>) -> [ErrorSums]? {
    guard WeightSums(of: weights, kernels: kernels).areFinite else { return nil }
    return zip(quantizers, calibrations).map { quantizer, calibration in
      let layout = GroupLayout(shape, quantizer.scheme.granularity)
      return quantizer.plainErrors(of: weights, layout, calibration).adding(calibration)
    }
  }
}

extension ErrorSums {
  /// With the tensor's only scales, where their format forced them.
  func adding(_ calibration: TensorCalibration) -> ErrorSums {
    var sums = self
    sums.clampedScaleCount += calibration.onlyGroup?.clampedCount ?? 0
    return sums
  }
}
