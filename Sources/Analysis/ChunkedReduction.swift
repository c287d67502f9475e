/// Calls `body` for every chunk on several threads and hands the parts on in the order of the
/// chunks.
///
/// Cancellation is checked before every chunk.
///
/// - Parameters:
///   - threads: how many chunks are worked on at a time.
///   - progress: called with the finished fraction, 0 to 1.
///   - merge: called with each part, chunk 0 first, on the caller's task.
/// - Throws: the first error of a chunk, or `AnalysisError.cancelled`.
func reduceChunks<Part: Sendable>(
  count: Int, threads: Int, progress: @Sendable (Double) -> Void,
  _ body: @escaping @Sendable (Int) throws(AnalysisError) -> Part, merge: (Part) -> Void
) async throws(AnalysisError) {
  let failure = await withTaskGroup { group -> AnalysisError? in
    var waiting: [Int: Part] = [:]
    var (started, merged) = (0, 0)
    while merged < count {
      // A chunk that lags behind must not let the finished ones pile up.
      while started < min(count, merged + 2 * threads), started - merged - waiting.count < threads {
        let index = started
        group.addTask { @concurrent in (index, result(of: body, index)) }
        started += 1
      }
      guard let (index, result) = await group.next() else { break }
      switch result {
      case .success(let part): waiting[index] = part
      case .failure(let error):
        group.cancelAll()
        return error
      }
      while let part = waiting.removeValue(forKey: merged) {
        merge(part)
        merged += 1
      }
      progress(Double(merged) / Double(count))
    }
    return nil
  }
  if let failure { throw failure }
}

private func result<Part>(
  of body: (Int) throws(AnalysisError) -> Part, _ index: Int
) -> Result<Part, AnalysisError> {
  guard !Task.isCancelled else { return .failure(.cancelled) }
  do throws(AnalysisError) {
    return .success(try body(index))
  } catch {
    return .failure(error)
  }
}
