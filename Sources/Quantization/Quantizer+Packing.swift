import CQuantKernels

extension Quantizer {
  /// Quantizes whole rows straight to their bytes: what `quantize(_:shape:calibration:)` and
  /// `packed()` give, without a byte for every code in between.
  ///
  /// - Parameters: as there.
  /// - Throws: `QuantizationError` for NaN or infinite weights, or a wrong number of them.
  public func pack(
    _ weights: Span<Float>, shape: MatrixShape, calibration: TensorCalibration
  ) throws(QuantizationError) -> PackedTensor {
    guard let kernels = kernels.kernels, !weights.isEmpty else {
      return try quantize(weights, shape: shape, calibration: calibration).packed()
    }
    guard weights.count == shape.count else {
      throw .shapeMismatch(shape: [shape.rows, shape.columns], count: weights.count)
    }
    let pass = PackingPass(self, calibration, shape: shape, kernels)
    let packed = weights.withUnsafeBufferPointer { weights in
      weights.baseAddress.flatMap { first in pass.packed { first + $0.lowerBound } }
    }
    guard let packed else { throw nonFinite(weights) }
    return packed
  }

  /// The same for weights that are made stretch by stretch.
  ///
  /// - Parameter make: writes the weights at some positions of the rows.
  public func pack(
    shape: MatrixShape, calibration: TensorCalibration,
    making make: (_ positions: Range<Int>, _ weights: UnsafeMutablePointer<Float>) -> Void
  ) throws(QuantizationError) -> PackedTensor {
    if let kernels = kernels.kernels {
      let pass = PackingPass(self, calibration, shape: shape, kernels)
      let packed = withCacheRoom(for: pass.largestWeightCount) { room in
        pass.packed {
          make($0, room)
          return UnsafePointer(room)
        }
      }
      if let packed { return packed }
    }
    let weights = [Float](making: shape.count, make)
    return try pack(weights.span, shape: shape, calibration: calibration)
  }
}
