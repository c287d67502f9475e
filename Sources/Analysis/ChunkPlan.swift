import Quantization

/// Whole rows of a matrix in chunks that fit a core's cache.
///
/// The chunks depend on the shape alone, and parts are merged in their order, so that results are
/// the same whatever the number of threads.
struct ChunkPlan: Sendable {
  let shape: MatrixShape
  let rowsPerChunk: Int

  /// - Parameter weightsPerChunk: at most as many as a chunk has; a longer row is one of its own.
  init(_ shape: MatrixShape, weightsPerChunk: Int) {
    self.shape = shape
    let most = max(1, weightsPerChunk / max(shape.columns, 1))
    // Equal shares, so that no thread waits for another with a full chunk.
    let count = max(1, (shape.rows + most - 1) / most)
    rowsPerChunk = max(1, (shape.rows + count - 1) / count)
  }

  var chunkCount: Int {
    shape.count == 0 ? 0 : (shape.rows + rowsPerChunk - 1) / rowsPerChunk
  }

  func rows(ofChunk index: Int) -> Range<Int> {
    let first = index * rowsPerChunk
    return first..<min(first + rowsPerChunk, shape.rows)
  }
}
