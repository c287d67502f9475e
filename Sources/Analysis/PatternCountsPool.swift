import Synchronization
import WeightStatistics

/// Counts that are not in use: as many as threads ever worked at a time, whatever the chunks.
///
/// A class, because all chunks share it. Which chunk is counted where does not matter: sums of whole
/// numbers are the same in every order.
final class PatternCountsPool: Sendable {
  private let element: StoredElement
  private let idle = Mutex<[PatternCounts]>([])

  init(_ element: StoredElement) { self.element = element }

  func take() -> PatternCounts { idle.withLock { $0.popLast() } ?? PatternCounts(element) }

  func put(_ counts: PatternCounts) { idle.withLock { $0.append(counts) } }

  /// Everything that was put back.
  var total: PatternCounts {
    idle.withLock { idle in
      var total = idle.first ?? PatternCounts(element)
      for counts in idle.dropFirst() { total.merge(counts) }
      return total
    }
  }
}
