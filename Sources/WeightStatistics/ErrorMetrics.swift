import CQuantKernels
import Glibc

/// The error of quantized weights against their source, accumulated in float64.
///
/// Counted over parts and merged in a fixed order, the result does not depend on how many threads
/// did the counting. Definitions follow the usual ones: errors are ŵ − w.
public struct ErrorMetrics: Sendable, Hashable {
  /// Number of weights compared.
  public private(set) var count = 0
  /// Σ(ŵ − w)².
  public private(set) var squaredError = 0.0
  /// Σw².
  public private(set) var squaredWeight = 0.0
  /// Σŵ².
  public private(set) var squaredRestored = 0.0
  /// Σw·ŵ.
  public private(set) var product = 0.0
  /// Σ(ŵ − w).
  public private(set) var errorSum = 0.0
  /// max |ŵ − w|.
  public private(set) var maximumAbsoluteError = 0.0
  /// Number of weights that were not zero and became zero.
  public private(set) var zeroedCount = 0

  public init() {}

  /// Sums that were counted elsewhere.
  public init(
    count: Int, squaredError: Double, squaredWeight: Double, squaredRestored: Double,
    product: Double, errorSum: Double, maximumAbsoluteError: Double, zeroedCount: Int
  ) {
    self.count = count
    self.squaredError = squaredError
    self.squaredWeight = squaredWeight
    self.squaredRestored = squaredRestored
    self.product = product
    self.errorSum = errorSum
    self.maximumAbsoluteError = maximumAbsoluteError
    self.zeroedCount = zeroedCount
  }

  /// What `add` counts of all weights and what they were restored to.
  public init(of weights: Span<Float>, restored: Span<Float>) {
    self.init(of: weights, restored: restored, by: qk_best().pointee)
  }

  init(of weights: Span<Float>, restored: Span<Float>, by kernels: qk_kernels) {
    precondition(weights.count == restored.count)
    var sums = qk_difference_sums()
    weights.withUnsafeBufferPointer { weights in
      restored.withUnsafeBufferPointer { restored in
        guard let weight = weights.baseAddress, let other = restored.baseAddress else { return }
        kernels.differences(weight, other, weights.count, &sums)
      }
    }
    self.init(
      count: weights.count, squaredError: sums.squared_error, squaredWeight: sums.squared_weight,
      squaredRestored: sums.squared_restored, product: sums.product, errorSum: sums.error_sum,
      maximumAbsoluteError: sums.largest_error, zeroedCount: Int(sums.zeroed_count))
  }

  /// Adds one weight and what it was restored to.
  public mutating func add(weight: Float, restored: Float) {
    let (w, r) = (Double(weight), Double(restored))
    let error = r - w
    count += 1
    squaredError += error * error
    squaredWeight += w * w
    squaredRestored += r * r
    product += w * r
    errorSum += error
    maximumAbsoluteError = max(maximumAbsoluteError, error.magnitude)
    if weight != 0, restored == 0 { zeroedCount += 1 }
  }

  /// Adds what was counted over another part.
  public mutating func merge(_ other: ErrorMetrics) {
    count += other.count
    squaredError += other.squaredError
    squaredWeight += other.squaredWeight
    squaredRestored += other.squaredRestored
    product += other.product
    errorSum += other.errorSum
    maximumAbsoluteError = max(maximumAbsoluteError, other.maximumAbsoluteError)
    zeroedCount += other.zeroedCount
  }
}

extension ErrorMetrics {
  /// Σ(ŵ − w)² / N; `nil` without weights.
  public var meanSquaredError: Double? { count == 0 ? nil : squaredError / Double(count) }

  /// Σ(ŵ − w)² / Σw²; `nil` where every weight is zero.
  public var normalizedMeanSquaredError: Double? {
    squaredWeight == 0 ? nil : squaredError / squaredWeight
  }

  /// Signal-to-quantization-noise ratio, −10·log10 NMSE, in dB; `nil` where the weights are exact
  /// or all zero.
  public var signalToNoiseDecibels: Double? {
    guard let ratio = normalizedMeanSquaredError, ratio > 0 else { return nil }
    return -10 * log10(ratio)
  }

  /// The cosine of the angle between w and ŵ; `nil` where one of them is all zero.
  public var cosineSimilarity: Double? {
    let norms = squaredWeight.squareRoot() * squaredRestored.squareRoot()
    return norms == 0 ? nil : product / norms
  }

  /// Σ(ŵ − w) / N; `nil` without weights.
  public var meanError: Double? { count == 0 ? nil : errorSum / Double(count) }

  /// The share of weights that were not zero and became zero; `nil` without weights.
  public var zeroedFraction: Double? { count == 0 ? nil : Double(zeroedCount) / Double(count) }
}
