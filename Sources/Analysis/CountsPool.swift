import Synchronization
import WeightStatistics

/// Counts that are not in use: as many as threads ever worked at a time, whatever the chunks.
///
/// A class, because all chunks share it. Which chunk is counted where does not matter: sums of whole
/// numbers are the same in every order.
final class CountsPool<Counts: MergingCounts>: Sendable {
  private let empty: Counts
  private let idle = Mutex<[Counts]>([])

  init(_ empty: Counts) { self.empty = empty }

  /// Counts with one chunk more.
  func count<Failure>(_ body: (inout Counts) throws(Failure) -> Void) throws(Failure) {
    var counts = idle.withLock { $0.popLast() } ?? empty
    try body(&counts)
    idle.withLock { [counts] in $0.append(counts) }
  }

  /// Everything that was counted.
  var total: Counts {
    idle.withLock { idle in
      var total = idle.first ?? empty
      for counts in idle.dropFirst() { total.merge(counts) }
      return total
    }
  }
}

/// Whole numbers that add up.
protocol MergingCounts: Sendable {
  mutating func merge(_ other: Self)
}

extension PatternCounts: MergingCounts {}
extension MagnitudeCounts: MergingCounts {}
