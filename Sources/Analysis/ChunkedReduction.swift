/// Calls `body` for every chunk on several threads and hands the parts on in the order of the
/// chunks.
///
/// A task takes several neighbouring chunks, because waking the next one costs about as much as a
/// small chunk. Cancellation is checked before every chunk.
///
/// - Parameters:
///   - workers: who calls `body`.
///   - progress: called with the finished fraction, 0 to 1.
///   - merge: called with each part, chunk 0 first, on the caller's task.
/// - Throws: the first error of a chunk, or `AnalysisError.cancelled`.
func reduceChunks<Part: Sendable>(
  count: Int, by workers: Workers, progress: @Sendable (Double) -> Void,
  _ body: @escaping @Sendable (Int) throws(AnalysisError) -> Part, merge: (Part) -> Void
) async throws(AnalysisError) {
  let runs = runs(ofChunks: count, threads: workers.count)
  let failure = await withTaskGroup { group -> AnalysisError? in
    var waiting: [Int: [Part]] = [:]
    var (started, merged) = (0, 0)
    while merged < runs.count {
      // A run that lags behind must not let the finished ones pile up.
      let end = min(runs.count, merged + 2 * workers.count)
      while started < end, started - merged - waiting.count < workers.count {
        let (run, chunks) = (started, runs[started])
        group.addTask { @concurrent in (run, await workers.run { results(of: body, chunks) }) }
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
      progress(Double(merged) / Double(runs.count))
    }
    return nil
  }
  if let failure { throw failure }
}

/// Neighbouring chunks that one task takes: ever fewer towards the end, so that no thread waits long
/// for another.
private func runs(ofChunks count: Int, threads: Int) -> [Range<Int>] {
  var runs: [Range<Int>] = []
  var start = 0
  while start < count {
    let length = min(max((count - start) / (4 * threads), 1), 8)
    runs.append(start..<start + length)
    start += length
  }
  return runs
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
