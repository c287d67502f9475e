import Quantization
import WeightStatistics

/// Whole rows of a tensor, widened to float32.
struct WeightRows: Sendable {
  /// The rows at hand.
  let shape: MatrixShape
  /// As they are stored, NaN and infinities included.
  let stored: [Float]
  /// The weights that are quantized: all finite, unless the policy is to refuse.
  let weights: [Float]
  /// Whether every stored weight is finite.
  let isFinite: Bool
  private let policy: NonFinitePolicy

  init(_ stored: [Float], shape: MatrixShape, groups: GroupLayout, policy: NonFinitePolicy) {
    self.stored = stored
    self.shape = shape
    self.policy = policy
    isFinite = stored.allSatisfy(\.isFinite)
    weights = isFinite ? stored : Self.replaced(stored, groups: groups, policy: policy)
  }

  private static func replaced(
    _ stored: [Float], groups: GroupLayout, policy: NonFinitePolicy
  ) -> [Float] {
    switch policy {
    case .refuse: stored
    case .exclude: stored.map { $0.isFinite ? $0 : 0 }
    case .sanitize: sanitized(stored, groups: groups)
    }
  }

  /// Whether the weight at `index` takes part in error metrics.
  func isCounted(_ index: Int) -> Bool {
    isFinite || policy != .exclude || stored[index].isFinite
  }

  private static func sanitized(_ stored: [Float], groups: GroupLayout) -> [Float] {
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
