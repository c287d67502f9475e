import CQuantKernels

/// What error metrics need of the weights themselves, whatever the scheme.
public struct WeightSums: Sendable, Hashable {
  public let count: Int
  /// Σw².
  let squaredWeight: Double
  let zeroCount: Int
  /// Whether no weight is NaN or infinite; the sums mean nothing otherwise.
  public let areFinite: Bool

  public init(of weights: Span<Float>) { self.init(of: weights, kernels: .best) }

  init(of weights: Span<Float>, kernels: KernelTable) {
    guard let kernels = kernels.kernels else {
      var (squares, zeros) = (0.0, 0)
      for index in weights.indices {
        squares += Double(weights[index]) * Double(weights[index])
        if weights[index] == 0 { zeros += 1 }
      }
      let plain = qk_weight_sums(squared_weight: squares, zero_count: UInt64(zeros))
      self.init(plain, count: weights.count, areFinite: squares.isFinite)
      return
    }
    var (sums, high, low) = (qk_weight_sums(), Float(0), Float(0))
    var isFinite = true
    weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return }
      for tile in Stretches.tiles(of: weights.count) {
        isFinite =
          kernels.measure(
            QK_ELEMENT_F32, first + tile.lowerBound, tile.count, tile.count, &high, &low, &sums)
          != 0 && isFinite
      }
    }
    self.init(sums, count: weights.count, areFinite: isFinite)
  }

  init(_ sums: qk_weight_sums, count: Int, areFinite: Bool) {
    self.count = count
    (squaredWeight, zeroCount) = (sums.squared_weight, Int(sums.zero_count))
    self.areFinite = areFinite
  }
}

extension ErrorSums {
  init(_ sums: qk_error_sums, _ weights: WeightSums) {
    count = weights.count
    squaredError = sums.squared_error
    squaredWeight = weights.squaredWeight
    squaredRestored = sums.squared_restored
    // Of (ŵ − w)² = ŵ² − 2wŵ + w²; nothing cancels in the sum of these.
    product = (squaredRestored + squaredWeight - squaredError) / 2
    errorSum = sums.error_sum
    maximumAbsoluteError = sums.maximum_absolute_error
    zeroedCount = Int(sums.zero_count) - weights.zeroCount
  }
}
