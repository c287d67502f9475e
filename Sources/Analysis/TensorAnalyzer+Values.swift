import Checkpoints
public import WeightStatistics

extension TensorAnalyzer {
  /// How often every bit pattern of a tensor occurs; `nil` where its weights have more than 16 bits.
  ///
  /// - Parameter progress: called with the finished fraction.
  @concurrent
  public func patternCounts(
    of tensorName: String, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> PatternCounts? {
    let tensor = try tensor(named: tensorName)
    guard let element = tensor.storedElement, element.byteCount <= 2 else { return nil }
    let plan = surveyPlan(of: tensor)
    let pool = PatternCountsPool(element)
    try await reduceChunks(count: plan.chunkCount, threads: threads, progress: progress) {
      chunk throws(AnalysisError) in
      var counts = pool.take()
      try withStoredRows(plan.rows(ofChunk: chunk), of: tensor) { bytes, _ in counts.add(bytes) }
      pool.put(counts)
    } merge: { _ in
    }
    return pool.total
  }

  /// The different values of a tensor and how often each occurs; `nil` where its weights have more
  /// than 16 bits. Kept, because every range of bins follows from it.
  func values(
    of tensor: TensorDescriptor, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> ValueCounts? {
    if let known = await values[tensor.name] { return known }
    guard let counts = try await patternCounts(of: tensor.name, progress: progress) else {
      return nil
    }
    let found = counts.values
    await values.keep(found, of: tensor.name)
    return found
  }
}
