import Quantization
import Synchronization

/// The memory itself on trial.
///
/// A class, because all of its cases share the memory that they copy to.
final class BenchmarkMemory: Sendable {
  private let input: BenchmarkInput
  /// As large as the weights: where they are copied and restored to, and what is read to empty the
  /// caches.
  private let targets: [WorkingMemory]
  /// What was read, so that reading cannot be left out.
  private let total = Mutex(UInt64(0))

  /// - Parameter threads: the most that take part.
  init(_ input: BenchmarkInput, threads: Int) {
    self.input = input
    targets = WorkingMemory.shares(
      of: input.shape, columns: input.shape.columns, threads: threads)
  }

  /// Reading and copying the float32 weights.
  func cases(_ threads: Int) -> [BenchmarkCase] {
    let (weights, count) = (input.weights, input.shape.count)
    let read = BenchmarkCase(
      subject: .read, threads: threads, count: count, byteCount: 4 * count
    ) { [self] () throws(AnalysisError) in
      try await input.inShares(threads: threads) { [self] _, rows in
        let share = weights.span.extracting(input.elements(of: rows))
        keep(MemoryTraffic.sum(share.bytes))
      }
    }
    let copy = BenchmarkCase(
      subject: .copy, threads: threads, count: count, byteCount: 4 * count
    ) { [self] () throws(AnalysisError) in
      try await forEachTarget(threads: threads) { [self] _, target, rows in
        let elements = input.elements(of: rows)
        target.write { MemoryTraffic.copy(weights.span.extracting(elements), to: &$0) }
      }
    }
    return [read, copy]
  }

  /// Reads memory that no case reads, so that the caches hold nothing of what is timed next.
  func emptyCaches() async throws(AnalysisError) {
    try await forEachTarget(threads: targets.count) { [self] _, target, _ in
      target.write { keep(MemoryTraffic.sum($0.span.bytes)) }
    }
  }

  private func keep(_ sum: UInt64) { total.withLock { $0 &+= sum } }

  /// The rows that belong to each target.
  var rowsOfTargets: [Range<Int>] {
    targets.indices.map { input.shape.rows(ofShare: $0, of: targets.count) }
  }

  /// Calls `body` with the index of each target, the target and its rows.
  func forEachTarget(
    threads: Int,
    _ body: @escaping @Sendable (Int, WorkingMemory, Range<Int>) throws(AnalysisError) -> Void
  ) async throws(AnalysisError) {
    let rows = rowsOfTargets
    try await reduceChunks(count: targets.count, by: Workers(threads), progress: { _ in }) {
      [self] index throws(AnalysisError) in
      try body(index, targets[index], rows[index])
    } merge: { _ in
    }
  }
}
