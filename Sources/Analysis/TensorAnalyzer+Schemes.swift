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
    let trials = try await prepare(schemes, on: tensor)
    let pass = try await run(trials, on: tensor, progress: progress)
    return pass.results(MatrixShape(tensor.shape))
  }

  /// Schemes ready to quantize any part of the tensor.
  func prepare(
    _ schemes: [QuantizationScheme], on tensor: TensorDescriptor
  ) async throws(AnalysisError) -> [SchemeTrial] {
    var trials = schemes.map { SchemeTrial($0) }
    let mayRefuse = policy == .refuse
    guard mayRefuse || trials.contains(where: \.needsSurvey) else { return trials }
    let survey = try await survey(of: tensor)
    for index in trials.indices {
      if mayRefuse, let refusal = survey.refusal { trials[index].fail(refusal) }
      trials[index].calibrate(survey)
      if let search = trials[index].search {
        trials[index].calibrate(try await finished(search, over: tensor))
      }
    }
    return trials
  }

  /// Judges the candidates of a tensor that is one group by all of its weights.
  private func finished(
    _ search: TensorClippingSearch, over tensor: TensorDescriptor
  ) async throws(AnalysisError) -> TensorClippingSearch {
    let plan = plan(of: tensor)
    var total = search
    try await reduceChunks(count: plan.chunkCount, threads: threads, progress: { _ in }) {
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
