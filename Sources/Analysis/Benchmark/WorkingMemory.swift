import Quantization
import Synchronization

/// Memory that one thread at a time writes to.
///
/// A class, because the runs of a case share it instead of asking for memory each time.
final class WorkingMemory: Sendable {
  private let weights: Mutex<[Float]>

  init(count: Int) { weights = Mutex(Array(repeating: 0, count: count)) }

  /// Room for `columns` numbers in every row, for each of the threads that share the rows.
  static func shares(of shape: MatrixShape, columns: Int, threads: Int) -> [WorkingMemory] {
    (0..<threads).map { thread in
      WorkingMemory(count: shape.rows(ofShare: thread, of: threads).count * columns)
    }
  }

  /// Calls `body` with the memory.
  func write<Failure>(_ body: (inout [Float]) throws(Failure) -> Void) throws(Failure) {
    try weights.withLock { (weights) throws(Failure) in try body(&weights) }
  }
}
