import Checkpoints
import Quantization

extension CheckpointQuantizer {
  /// What `write` would give back, with nothing written.
  ///
  /// - Parameter progress: called with the finished fraction of the bytes that are quantized.
  @concurrent
  public func trial(
    _ plan: QuantizationPlan, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> [TensorResult] {
    let quantized = plan.shards.joined().compactMap { step in
      if case .quantize(let tensor, let scheme, let arrays) = step {
        (tensor: tensor, scheme: scheme, arrays: arrays)
      } else {
        nil
      }
    }
    var tracker = ByteProgress(
      total: quantized.reduce(0) { $0 + $1.tensor.byteCount }, report: progress)
    var results: [TensorResult] = []
    for (tensor, scheme, arrays) in quantized {
      let part = tracker.part(tensor.byteCount)
      let result = try await analyzer.compare([scheme], on: tensor.name, progress: part)[0]
      if case .failure(let error) = result.outcome {
        throw .quantization(tensor: tensor.name, error)
      }
      tracker.add(tensor.byteCount)
      results.append((tensor, result.charging(arrays, for: tensor)))
    }
    return results
  }
}

extension SchemeResult {
  /// The result with the bits that a layout's arrays take: some hold more than codes and scales.
  func charging(_ arrays: [StoredArray], for tensor: TensorDescriptor) -> SchemeResult {
    let bytes = arrays.reduce(0) { $0 + $1.byteCount }
    var charged = self
    charged.outcome = outcome.map { report in
      var report = report
      report.bitsPerWeight = Double(bytes) * 8 / Double(tensor.count)
      return report
    }
    return charged
  }
}
