/// What several schemes would lose of the same rows, each weight read once for all of them.
///
/// The rows are gone through in stretches that stay in a core's first cache while every scheme with
/// the same groups looks at them.
public struct ErrorPass: Sendable {
  let quantizers: [Quantizer]
  let calibrations: [TensorCalibration]
  let shape: MatrixShape
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
    self.kernels = kernels
  }

  /// The errors under each scheme.
  ///
  /// - Parameter weights: `shape.count` of them, row-major.
  /// - Returns: `nil` where a weight is NaN or infinite.
  public func errors(of weights: Span<Float>) -> [ErrorSums]? {
    precondition(weights.count == shape.count)
    guard let kernels = kernels.kernels else { return plainErrors(of: weights) }
    return weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return quantizers.map { _ in ErrorSums() } }
      return errors(by: kernels) { first + $0.lowerBound }
    }
  }

  /// The same for weights that are made stretch by stretch.
  ///
  /// - Parameter make: writes the weights at some positions of the rows.
  public func errors(
    making make: (_ positions: Range<Int>, _ weights: UnsafeMutablePointer<Float>) -> Void
  ) -> [ErrorSums]? {
    guard let kernels = kernels.kernels else {
      return plainErrors(of: [Float](making: shape.count, make).span)
    }
    return withCacheRoom(for: largestWeightCount) { room in
      errors(by: kernels) {
        make($0, room)
        return UnsafePointer(room)
      }
    }
  }

  /// Σ(ŵ − w)² alone under each scheme.
  ///
  /// - Parameter weights: `shape.count` of them, row-major.
  /// - Precondition: every weight is finite; the sums mean nothing otherwise.
  public func squaredErrors(of weights: Span<Float>) -> [Double] {
    precondition(weights.count == shape.count)
    guard let kernels = kernels.kernels else {
      return plainErrors(of: weights)?.map(\.squaredError) ?? quantizers.map { _ in .nan }
    }
    return weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return quantizers.map { _ in 0 } }
      return squaredErrors(by: kernels) { first + $0.lowerBound }
    }
  }

  /// The same for weights that are made stretch by stretch.
  ///
  /// - Parameter make: writes the weights at some positions of the rows.
  public func squaredErrors(
    making make: (_ positions: Range<Int>, _ weights: UnsafeMutablePointer<Float>) -> Void
  ) -> [Double] {
    guard let kernels = kernels.kernels else {
      return squaredErrors(of: [Float](making: shape.count, make).span)
    }
    return withCacheRoom(for: largestWeightCount) { room in
      squaredErrors(by: kernels) {
        make($0, room)
        return UnsafePointer(room)
      }
    }
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
