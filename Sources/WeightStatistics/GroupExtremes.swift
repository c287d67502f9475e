import CQuantKernels

/// The largest and the smallest weight of consecutive groups; ∓∞ where none is finite.
public struct GroupExtremes: Sendable, Equatable {
  public let maxima: [Float]
  public let minima: [Float]

  public init(maxima: [Float], minima: [Float]) {
    precondition(maxima.count == minima.count)
    (self.maxima, self.minima) = (maxima, minima)
  }

  /// |max⁺ − |min⁻|| / max(max⁺, |min⁻|) of every group, NaN where all weights are zero; and in how
  /// many groups all weights that are not have the same sign.
  public var asymmetries: (values: [Double], oneSignedCount: Int) {
    var oneSignedCount = 0
    let values = [Double](unsafeUninitializedCapacity: maxima.count) { values, initializedCount in
      initializedCount = maxima.count
      guard let first = values.baseAddress else { return }
      oneSignedCount = qk_asymmetries(maxima, minima, maxima.count, first)
    }
    return (values, oneSignedCount)
  }
}
