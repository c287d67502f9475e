import Analysis
import Checkpoints
import Quantization

extension Report {
  /// What became of the tensors of a model.
  ///
  /// - Parameter target: what was written; `nil` where nothing was.
  init(
    quantizing results: [CheckpointQuantizer.TensorResult], _ plan: QuantizationPlan,
    of model: any Checkpoint, target: String?
  ) {
    let rows = results.map {
      ComparisonRow(tensor: $0.tensor, result: $0.result, isBest: false)
    }
    let sourceBytes = model.tensors.reduce(0) { $0 + model.storedByteCount(of: $1) }
    self.init(comparison: rows, of: model, isContest: false)
    fields += [
      ("output", target.map { .text($0) } ?? .missing),
      ("source_bytes", .integer(sourceBytes)), ("bytes", .integer(plan.byteCount)),
    ]
    let sizes =
      "\(NumberText.byteCount(sourceBytes)) become \(NumberText.byteCount(plan.byteCount))"
    heading = [target.map { "\($0): \(sizes)" } ?? "nothing written: \(sizes)"]
  }
}
