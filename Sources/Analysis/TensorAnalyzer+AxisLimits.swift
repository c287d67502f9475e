import Checkpoints
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
    var upper = MagnitudeCounts(upperHalves: nil)
    try await count(&upper, of: tensor) { progress(0.5 * $0) }
    let ends = AxisLimits(count: upper.total) { upper.lowest(ofRank: $0) }
    var lower = MagnitudeCounts(upperHalves: ends)
    try await count(&lower, of: tensor) { progress(0.5 + 0.5 * $0) }
    let found = AxisLimits(count: upper.total) { rank in
      let half = upper.lowest(ofRank: rank)
      return lower.magnitude(ofRank: rank - upper.countBelow(half), from: half)
    }
    await axisLimits.keep(found, of: tensor.name)
    return found
  }

  private func count(
    _ counts: inout MagnitudeCounts, of tensor: TensorDescriptor,
    progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) {
    let plan = plan(of: tensor)
    let empty = counts
    try await reduceChunks(count: plan.chunkCount, threads: threads, progress: progress) {
      chunk throws(AnalysisError) in
      let stored = try stored(rows: plan.rows(ofChunk: chunk), of: tensor)
      var part = empty
      part.add(stored.span)
      return part
    } merge: {
      counts.merge($0)
    }
  }
}

/// How often halves of the bit patterns of magnitudes occur. Patterns are in the order of the
/// magnitudes, so ranks are found exactly: first the upper halves, then the lower halves of those
/// that hold the ranks.
private struct MagnitudeCounts: Sendable {
  private var counts: [Int]
  /// The upper halves whose lower halves are counted, ascending; `nil` to count upper halves.
  private let upperHalves: [UInt32]?

  /// - Parameter upperHalves: magnitudes with the upper halves whose lower halves are counted.
  init(upperHalves limits: AxisLimits?) {
    upperHalves = limits.map { limits in
      Set([limits.all, limits.central999, limits.central99].map { $0.bitPattern >> 16 }).sorted()
    }
    counts = Array(repeating: 0, count: upperHalves.map { $0.count << 16 } ?? 1 << 15)
  }

  var total: Int { counts.reduce(0, +) }

  mutating func add(_ weights: Span<Float>) {
    for index in weights.indices where weights[index].isFinite {
      let pattern = weights[index].magnitude.bitPattern
      guard let upperHalves else {
        counts[Int(pattern >> 16)] += 1
        continue
      }
      if let position = upperHalves.firstIndex(of: pattern >> 16) {
        counts[position << 16 + Int(pattern & 0xFFFF)] += 1
      }
    }
  }

  mutating func merge(_ other: MagnitudeCounts) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// The least magnitude with the upper half of the magnitude of a rank.
  func lowest(ofRank rank: Int) -> Float {
    Float(bitPattern: UInt32(position(ofRank: rank, in: counts[...])) << 16)
  }

  /// Number of magnitudes less than one whose lower half is zero.
  func countBelow(_ magnitude: Float) -> Int {
    counts[..<Int(magnitude.bitPattern >> 16)].reduce(0, +)
  }

  /// - Parameter rank: among the magnitudes with the upper half of `half`.
  func magnitude(ofRank rank: Int, from half: Float) -> Float {
    let upper = half.bitPattern >> 16
    let first = (upperHalves?.firstIndex(of: upper) ?? 0) << 16
    let position = position(ofRank: rank, in: counts[first..<first + 1 << 16])
    return Float(bitPattern: upper << 16 | UInt32(position))
  }

  private func position(ofRank rank: Int, in counts: ArraySlice<Int>) -> Int {
    var passed = 0
    for (position, count) in counts.enumerated() {
      passed += count
      if passed > rank { return position }
    }
    return 0
  }
}
