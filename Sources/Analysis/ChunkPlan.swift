import Quantization

/// Whole rows of a matrix in chunks that fit a core's cache.
///
/// The chunks depend on the shape alone, and parts are merged in their order, so that results are
/// the same whatever the number of threads.
struct ChunkPlan: Sendable {
  let shape: MatrixShape
  let rowsPerChunk: Int

  /// - Parameter weightsPerChunk: about as many as a chunk has; a longer row is one of its own.
  init(_ shape: MatrixShape, weightsPerChunk: Int) {
    self.shape = shape
    rowsPerChunk = max(1, weightsPerChunk / max(shape.columns, 1))
  }

  var chunkCount: Int {
    shape.count == 0 ? 0 : (shape.rows + rowsPerChunk - 1) / rowsPerChunk
  }

  func rows(ofChunk index: Int) -> Range<Int> {
    let first = index * rowsPerChunk
    return first..<min(first + rowsPerChunk, shape.rows)
  }
}
