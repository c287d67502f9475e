import WeightStatistics

/// How the asymmetries of groups are distributed over bins from 0 to 1, so that their median is found
/// without sorting them.
struct AsymmetryCounts: Sendable {
  private(set) var oneSignedCount = 0
  private var counts: [Int]

  init() { counts = Array(repeating: 0, count: GroupExtremes.asymmetryBinCount) }

  /// Adds what was found of some groups.
  mutating func add(_ found: (bins: [UInt32], oneSigned: Int)) {
    for bin in counts.indices { counts[bin] += Int(found.bins[bin]) }
    oneSignedCount += found.oneSigned
  }

  /// Where the values in the middle are.
  struct Middle: Sendable {
    /// The bins that hold them.
    let bins: ClosedRange<Int>
    /// Their ranks among the values of these bins: one, or two where the number of values is even.
    let ranks: ClosedRange<Int>
  }

  /// `nil` without values.
  var middle: Middle? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let ranks = ((total - 1) / 2)...(total / 2)
    let first = bin(ofRank: ranks.lowerBound)
    let below = counts[..<first].reduce(0, +)
    return Middle(
      bins: first...bin(ofRank: ranks.upperBound),
      ranks: ranks.lowerBound - below...ranks.upperBound - below)
  }

  private func bin(ofRank rank: Int) -> Int {
    var passed = 0
    return counts.firstIndex { count in
      passed += count
      return passed > rank
    } ?? counts.count - 1
  }
}

/// What a second look at the extremes of groups tells, once all of them are known.
struct GroupDetails: Sendable {
  var outlierCount = 0
  private var asymmetries: [Double] = []

  init() {}

  /// The asymmetries that lie in some bins; none where there are no bins.
  init(asymmetriesIn bins: ClosedRange<Int>?, of extremes: GroupExtremes) {
    if let bins { asymmetries = extremes.asymmetries(in: bins) }
  }

  mutating func merge(_ other: GroupDetails) {
    outlierCount += other.outlierCount
    asymmetries += other.asymmetries
  }

  /// The mean of the two values in the middle where their number is even; `nil` without values.
  func medianAsymmetry(_ middle: AsymmetryCounts.Middle?) -> Double? {
    guard let middle else { return nil }
    let sorted = asymmetries.sorted()
    return (sorted[middle.ranks.lowerBound] + sorted[middle.ranks.upperBound]) / 2
  }
}
