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
    count = weights.count
    guard let kernels = kernels.kernels else {
      var (squares, zeros) = (0.0, 0)
      for index in weights.indices {
        squares += Double(weights[index]) * Double(weights[index])
        if weights[index] == 0 { zeros += 1 }
      }
      (squaredWeight, zeroCount, areFinite) = (squares, zeros, squares.isFinite)
      return
    }
    var sums = qk_weight_sums()
    let isFinite = weights.withUnsafeBufferPointer { weights in
      weights.baseAddress.map { kernels.weights($0, weights.count, &sums) != 0 } ?? true
    }
    (squaredWeight, zeroCount) = (sums.squared_weight, Int(sums.zero_count))
    areFinite = isFinite
  }
}

extension ErrorSums {
  init(_ sums: qk_error_sums, _ weights: WeightSums) {
    count = weights.count
    squaredError = sums.squared_error
    squaredWeight = weights.squaredWeight
    squaredRestored = sums.squared_restored
    product = sums.product
    errorSum = sums.error_sum
    maximumAbsoluteError = sums.maximum_absolute_error
    zeroedCount = Int(sums.zero_count) - weights.zeroCount
  }
}
