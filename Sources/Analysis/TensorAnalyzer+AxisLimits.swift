import Checkpoints
import NumericFormats
import WeightStatistics

extension TensorAnalyzer {
  /// How far an axis over the whole tensor can reach. Kept, because zooming asks again.
  func axisLimits(
    of tensor: TensorDescriptor, progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) -> AxisLimits {
    if let known = await axisLimits[tensor.name] { return known }
    if let values = try await values(of: tensor, progress: progress) {
      return AxisLimits(count: values.count) { values.magnitude(ofRank: $0) }
    }
    let found = try await float32Limits(of: tensor, progress: progress)
    await axisLimits.keep(found, of: tensor.name)
    return found
  }

  /// The limits of weights that have too many patterns to count them all: first the upper halves of
  /// the patterns, then the lower halves of those that hold the limits.
  private func float32Limits(
    of tensor: TensorDescriptor, progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) -> AxisLimits {
    let upper = try await counted(PatternCounts(.bfloat16), over: tensor) {
      progress(0.5 * $0)
    } _: { rows, counts throws(AnalysisError) in
      try withWeights(rows, of: tensor) { counts.addUpperHalves(of: $0) }
    }.values
    let truncated = AxisLimits(count: upper.count) { upper.magnitude(ofRank: $0) }
    let near = [truncated.all, truncated.central999, truncated.central99]
    let lower = try await counted(MagnitudeCounts(near: near), over: tensor) {
      progress(0.5 + 0.5 * $0)
    } _: { rows, counts throws(AnalysisError) in
      try withWeights(rows, of: tensor) { counts.add($0) }
    }
    return AxisLimits(count: upper.count) { rank in
      let magnitude = upper.magnitude(ofRank: rank)
      let below = upper.count(ofMagnitudesBelow: magnitude)
      return lower.magnitude(ofRank: rank - below, near: magnitude)
    }
  }
}
