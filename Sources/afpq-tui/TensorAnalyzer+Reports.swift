import Analysis
import Checkpoints
import Quantization
import WeightStatistics

extension TensorAnalyzer {
  /// The statistics of several tensors, in their order.
  func statistics(
    of tensors: [TensorDescriptor], groups: Granularity, progress: ProgressLine?
  ) async throws -> [TensorStatistics] {
    defer { progress?.clear() }
    var statistics: [TensorStatistics] = []
    try await sideBySide(tensors) {
      $0
    } ask: { analyzer, tensor in
      try await analyzer.statistics(of: tensor.name, groups: groups) {
        progress?.update(tensor.name, count: tensor.count, fraction: $0)
      }
    } receive: { tensor, answer in
      statistics.append(answer)
      progress?.finish(tensor.name, count: tensor.count)
    }
    return statistics
  }

  /// How many weights of a tensor sanitizing replaces; `nil` for none.
  func replacementNote(on tensor: TensorDescriptor) async throws -> String? {
    let signs = try await statistics(of: tensor.name, groups: .perChannel).signs
    guard signs.nanCount + signs.infinityCount > 0 else { return nil }
    return "sanitized: \(tensor.name): \(signs.nanCount) NaN and \(signs.infinityCount) infinite "
      + "weights"
  }
}

extension [TensorDescriptor] {
  /// The weights of all tensors together.
  var weightCount: Int { reduce(0) { $0 + $1.count } }
}
