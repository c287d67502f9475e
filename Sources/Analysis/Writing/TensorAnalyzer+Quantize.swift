import Checkpoints
import Quantization

extension TensorAnalyzer {
  /// A whole tensor quantized, with its cost and error.
  ///
  /// - Throws: `AnalysisError.quantization` where the scheme does not apply.
  func quantize(
    _ tensor: TensorDescriptor, _ scheme: QuantizationScheme,
    progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) -> (QuantizedTensor, SchemeResult) {
    let trial = try await prepare([scheme], on: tensor)[0]
    let plan = plan(of: tensor)
    var rows: [QuantizedTensor] = []
    var total = TensorPass([trial])
    try await reduceChunks(count: plan.chunkCount, threads: threads, progress: progress) {
      chunk throws(AnalysisError) in
      let read = try weightRows(plan.rows(ofChunk: chunk), of: tensor)
      let weights = read.weights(scheme.granularity)
      do throws(QuantizationError) {
        let quantized = try trial.quantize(weights, shape: read.shape)
        let columns = 0..<plan.shape.columns
        let part = SchemePart(
          quantized, of: weights, in: read, columns: columns, countsUsage: false)
        return (quantized, part)
      } catch {
        throw .quantization(tensor: tensor.name, error)
      }
    } merge: { quantized, part in
      rows.append(quantized)
      total.merge(part)
    }
    guard let quantized = QuantizedTensor(joining: rows) else {
      throw .emptyTensor(tensor: tensor.name)
    }
    return (quantized, total.results(plan.shape)[0])
  }
}
