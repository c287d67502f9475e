import Checkpoints
import NumericFormats
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
    return try await counted(PatternCounts(element), over: tensor, progress: progress) {
      rows, counts throws(AnalysisError) in
      try withStoredRows(rows, of: tensor) { bytes, _ in counts.add(bytes) }
    }
  }

  /// Counts all rows of a tensor, part by part.
  func counted<Counts: MergingCounts>(
    _ empty: Counts, over tensor: TensorDescriptor, progress: @Sendable (Double) -> Void,
    _ body: @escaping @Sendable (Range<Int>, inout Counts) throws(AnalysisError) -> Void
  ) async throws(AnalysisError) -> Counts {
    let plan = surveyPlan(of: tensor)
    let pool = CountsPool(empty)
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      try pool.count { counts throws(AnalysisError) in
        try body(plan.rows(ofChunk: chunk), &counts)
      }
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
