import Quantization
import WeightStatistics

/// Whole rows of a tensor, widened to float32.
struct WeightRows: Sendable {
  /// The rows at hand.
  let shape: MatrixShape
  /// As they are stored, NaN and infinities included.
  let stored: [Float]
  /// Whether every stored weight is finite.
  let isFinite: Bool
  private let policy: NonFinitePolicy

  init(_ stored: [Float], shape: MatrixShape, policy: NonFinitePolicy) {
    self.stored = stored
    self.shape = shape
    self.policy = policy
    isFinite = areFinite(stored.span)
  }

  /// The weights that are quantized: all finite, unless the policy is to refuse.
  ///
  /// - Parameter granularity: the groups whose largest magnitude stands for an infinity.
  func weights(_ granularity: Granularity) -> [Float] {
    if isFinite { return stored }
    return switch policy {
    case .refuse: stored
    case .exclude: stored.map { $0.isFinite ? $0 : 0 }
    case .sanitize: sanitized(GroupLayout(shape, granularity))
    }
  }

  /// Whether every weight is finite as it is quantized and takes part in error metrics.
  var countsAll: Bool { isFinite || policy == .sanitize }

  /// Whether the weight at `index` takes part in error metrics.
  func isCounted(_ index: Int) -> Bool {
    isFinite || policy != .exclude || stored[index].isFinite
  }

  private func sanitized(_ groups: GroupLayout) -> [Float] {
    var weights = stored
    for start in stride(from: 0, to: stored.count, by: max(groups.shape.columns, 1)) {
      for group in 0..<groups.groupsPerRow {
        let columns = groups.columns(ofGroup: group)
        let range = start + columns.lowerBound..<start + columns.upperBound
        let limit = stored[range].lazy.filter(\.isFinite).map(\.magnitude).max() ?? 0
        for index in range where !stored[index].isFinite {
          let weight = stored[index]
          weights[index] = weight.isNaN ? 0 : weight < 0 ? -limit : limit
        }
      }
    }
    return weights
  }
}
