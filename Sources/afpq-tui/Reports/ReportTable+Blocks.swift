import Analysis

extension ReportTable {
  /// Rows that are put into text at once.
  private static let blockSize = 4096

  /// Makes something of the rows, block by block on all processors, and takes it in their order.
  ///
  /// A table of a million rows is put into text on the way to a reader who waits for it.
  func forEachBlock<Part: Sendable>(
    _ make: @escaping @Sendable (ReportTable, Range<Int>) -> Part,
    take: (Part) throws(CommandFailure) -> Void
  ) async throws(CommandFailure) {
    let round = Self.blockSize * processorCount
    for start in stride(from: 0, to: rowCount, by: round) {
      let starts = Array(stride(from: start, to: min(start + round, rowCount), by: Self.blockSize))
      let parts = await withTaskGroup { group in
        for start in starts {
          let rows = start..<min(start + Self.blockSize, rowCount)
          group.addTask { (start, make(self, rows)) }
        }
        return await group.reduce(into: [Int: Part]()) { $0[$1.0] = $1.1 }
      }
      for part in starts.compactMap({ parts[$0] }) { try take(part) }
    }
  }
}
