import Checkpoints
public import Quantization
import WeightStatistics

extension TensorAnalyzer {
  /// What every scheme does to a whole tensor; each weight is read once for all of them.
  ///
  /// - Parameter progress: called with the finished fraction.
  @concurrent
  public func compare(
    _ schemes: [QuantizationScheme], on tensorName: String,
    progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> [SchemeResult] {
    let tensor = try tensor(named: tensorName)
    // Whether a weight is not finite shows in the same pass; only then all are looked at for it.
    var trials = schemes.map { SchemeTrial($0) }
    try await calibrate(&trials, on: tensor)
    var pass = try await run(trials, on: tensor, progress: progress)
    if pass.sawNonFinite, let refusal = try await survey(of: tensor).refusal { pass.fail(refusal) }
    return pass.results(MatrixShape(tensor.shape))
  }

  /// Schemes ready to quantize any part of the tensor.
  func prepare(
    _ schemes: [QuantizationScheme], on tensor: TensorDescriptor
  ) async throws(AnalysisError) -> [SchemeTrial] {
    var trials = schemes.map { SchemeTrial($0) }
    if policy == .refuse, let refusal = try await survey(of: tensor).refusal {
      for index in trials.indices { trials[index].fail(refusal) }
      return trials
    }
    try await calibrate(&trials, on: tensor)
    return trials
  }

  /// Finds what the schemes need of the whole tensor; most need nothing.
  private func calibrate(
    _ trials: inout [SchemeTrial], on tensor: TensorDescriptor
  ) async throws(AnalysisError) {
    guard trials.contains(where: \.needsExtents) else { return }
    let extents = try await extents(of: tensor)
    for index in trials.indices {
      trials[index].calibrate(extents)
      if let search = trials[index].search {
        trials[index].calibrate(try await finished(search, over: tensor))
      }
    }
  }

  /// How far the finite weights of a tensor reach.
  private func extents(of tensor: TensorDescriptor) async throws(AnalysisError) -> GroupExtents {
    let plan = surveyPlan(of: tensor)
    var extents = GroupExtents()
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: { _ in }) {
      chunk throws(AnalysisError) in
      try withStoredRows(plan.rows(ofChunk: chunk), of: tensor) { bytes, element in
        // One group: there are not more weights than bytes.
        GroupExtents.ofGroups(in: bytes, as: element, size: max(bytes.byteCount, 1))
      }
    } merge: { parts in
      for part in parts { extents.merge(part) }
    }
    if extents.magnitude.isFinite { return extents }
    return try await survey(of: tensor).extents
  }

  /// Judges the candidates of a tensor that is one group by all of its weights.
  private func finished(
    _ search: TensorClippingSearch, over tensor: TensorDescriptor
  ) async throws(AnalysisError) -> TensorClippingSearch {
    let plan = plan(of: tensor)
    var total = search
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: { _ in }) {
      chunk throws(AnalysisError) in
      var part = search
      let rows = try weightRows(plan.rows(ofChunk: chunk), of: tensor)
      part.add(rows.weights(.perTensor).span)
      return part
    } merge: {
      total.merge($0)
    }
    return total
  }

  /// Rows of a tensor as the policy lets them take part.
  func weightRows(
    _ rows: Range<Int>, of tensor: TensorDescriptor
  ) throws(AnalysisError) -> WeightRows {
    let shape = MatrixShape(rows: rows.count, columns: MatrixShape(tensor.shape).columns)
    return WeightRows(try stored(rows: rows, of: tensor), shape: shape, policy: policy)
  }
}
