import CQuantKernels

/// The largest and the smallest weight of consecutive groups; ∓∞ where none is finite.
///
/// The asymmetry of a group is |max⁺ − |min⁻|| / max(max⁺, |min⁻|); one whose weights are all zero has
/// none.
public struct GroupExtremes: Sendable, Equatable {
  public let maxima: [Float]
  public let minima: [Float]

  public init(maxima: [Float], minima: [Float]) {
    precondition(maxima.count == minima.count)
    (self.maxima, self.minima) = (maxima, minima)
  }

  /// Asymmetries are told apart by the bin ⌊asymmetry · 1024⌋ that they lie in, so that their median
  /// is found without sorting them.
  public static let asymmetryBinCount = Int(QK_ASYMMETRY_BINS) + 1

  /// The number of groups by the bin of their asymmetry, and in how many groups all weights that are
  /// not zero have the same sign.
  public var asymmetryCounts: (bins: [UInt32], oneSigned: Int) {
    asymmetryCounts(by: qk_best().pointee)
  }

  func asymmetryCounts(by kernels: qk_kernels) -> (bins: [UInt32], oneSigned: Int) {
    var bins = [UInt32](repeating: 0, count: Self.asymmetryBinCount + 1)
    let oneSigned = kernels.asymmetries(maxima, minima, maxima.count, &bins)
    bins.removeLast()
    return (bins, oneSigned)
  }

  /// The asymmetries that lie in some bins, in the order of the groups.
  public func asymmetries(in bins: ClosedRange<Int>) -> [Double] {
    asymmetries(in: bins, by: qk_best().pointee)
  }

  func asymmetries(in bins: ClosedRange<Int>, by kernels: qk_kernels) -> [Double] {
    [Double](unsafeUninitializedCapacity: maxima.count) { asymmetries, count in
      guard let first = asymmetries.baseAddress else { return }
      count = kernels.asymmetries_in(
        maxima, minima, maxima.count, Int32(bins.lowerBound), Int32(bins.upperBound), first)
    }
  }
}
