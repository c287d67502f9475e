import CQuantKernels

/// A stretch whose groups were measured.
struct MeasuredStretch {
  let stretch: Stretches.Element
  let weights: KernelWeights
}

/// Measures one stretch after the other, each before its turn comes.
///
/// While a stretch is encoded the next one can be measured on the way, so that the memory works at
/// an even pace.
struct StretchMeasurer: ~Copyable {
  /// What is found of every stretch.
  enum Findings {
    case extents
    /// Those and the weights' own sums.
    case all
  }

  /// Of the stretch at hand.
  private(set) var extents: KernelExtents
  private(set) var sums = qk_weight_sums()
  /// Whether no weight was NaN or infinite so far; always with extents alone.
  private(set) var areFinite = true
  /// Of the next stretch, where it was measured on the way.
  private var laterExtents: KernelExtents
  private var isNextMeasured = false
  private var following: Stretches.Element?
  private var stretches: Stretches
  private let reader: StretchReader
  private let findings: Findings
  private let kernels: KernelTable.Kernels

  init(
    _ stretches: Stretches, _ reader: StretchReader, _ findings: Findings,
    _ kernels: KernelTable.Kernels
  ) {
    extents = KernelExtents(largestGroupCount: stretches.largestGroupCount)
    laterExtents = KernelExtents(largestGroupCount: stretches.largestGroupCount)
    self.stretches = stretches
    following = self.stretches.next()
    self.reader = reader
    self.findings = findings
    self.kernels = kernels
  }

  /// - Returns: `nil` after the last stretch, and where a weight is not finite.
  mutating func next() -> MeasuredStretch? {
    guard let stretch = following else { return nil }
    following = stretches.next()
    let weights = reader.weights(stretch.weights)
    if isNextMeasured {
      swap(&extents, &laterExtents)
      isNextMeasured = false
    } else {
      measure(weights, stretch)
    }
    return areFinite ? MeasuredStretch(stretch: stretch, weights: weights) : nil
  }

  private mutating func measure(_ weights: KernelWeights, _ stretch: Stretches.Element) {
    let (count, groupSize) = (stretch.weights.count, stretch.groupSize)
    switch findings {
    case .extents:
      kernels.extents(
        weights.element, weights.start, count, groupSize, extents.high, extents.low)
    case .all:
      areFinite =
        kernels.measure(
          weights.element, weights.start, count, groupSize, extents.high, extents.low, &sums) != 0
    }
  }

  /// Lets a kernel that encodes the stretch at hand measure the next one on the way.
  ///
  /// - Parameter encode: calls a kernel that finds the same; `nil` where the next stretch is not
  ///   alike.
  mutating func measureNext(
    along measured: MeasuredStretch, _ encode: (UnsafeMutablePointer<qk_ahead>?) -> Void
  ) {
    guard let following, following.isAlike(measured.stretch),
      let start = reader.stored(following.weights)
    else { return encode(nil) }
    isNextMeasured = true
    withUnsafeMutablePointer(to: &sums) { sums in
      var ahead = qk_ahead(
        weights: start, high: laterExtents.high, low: laterExtents.low, sums: sums, are_finite: 1)
      encode(&ahead)
      areFinite = ahead.are_finite != 0
    }
  }
}

extension Stretches.Element {
  /// Whether both have as many groups of the same size.
  fileprivate func isAlike(_ other: Stretches.Element) -> Bool {
    weights.count == other.weights.count && groupSize == other.groupSize
  }
}
