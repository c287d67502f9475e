/// Calls `body` for every chunk on several threads and hands the parts on in the order of the
/// chunks.
///
/// A task takes several neighbouring chunks, because waking the next one costs about as much as a
/// small chunk. Cancellation is checked before every chunk.
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
  // Every thread gets several runs, so that none waits long for another at the end.
  let size = min(max(count / (8 * threads), 1), 8)
  let runs = (count + size - 1) / size
  let failure = await withTaskGroup { group -> AnalysisError? in
    var waiting: [Int: [Part]] = [:]
    var (started, merged) = (0, 0)
    while merged < runs {
      // A run that lags behind must not let the finished ones pile up.
      while started < min(runs, merged + 2 * threads), started - merged - waiting.count < threads {
        let run = started
        let chunks = run * size..<min((run + 1) * size, count)
        group.addTask { @concurrent in (run, results(of: body, chunks)) }
        started += 1
      }
      guard let (run, result) = await group.next() else { break }
      switch result {
      case .success(let parts): waiting[run] = parts
      case .failure(let error):
        group.cancelAll()
        return error
      }
      while let parts = waiting.removeValue(forKey: merged) {
        for part in parts { merge(part) }
        merged += 1
      }
      progress(Double(merged) / Double(runs))
    }
    return nil
  }
  if let failure { throw failure }
}

private func results<Part>(
  of body: (Int) throws(AnalysisError) -> Part, _ chunks: Range<Int>
) -> Result<[Part], AnalysisError> {
  var parts: [Part] = []
  parts.reserveCapacity(chunks.count)
  for chunk in chunks {
    guard !Task.isCancelled else { return .failure(.cancelled) }
    do throws(AnalysisError) {
      parts.append(try body(chunk))
    } catch {
      return .failure(error)
    }
  }
  return .success(parts)
}
