import Checkpoints
public import Quantization
import WeightStatistics

extension TensorAnalyzer {
  /// What the weights of a tensor look like.
  ///
  /// - Parameters:
  ///   - granularity: the groups whose asymmetry is measured.
  ///   - progress: called with the finished fraction.
  @concurrent
  public func statistics(
    of tensorName: String, groups granularity: Granularity,
    progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> TensorStatistics {
    let tensor = try tensor(named: tensorName)
    let survey = try await survey(of: tensor) { progress(0.5 * $0) }
    let plan = plan(of: tensor)
    var groups = GroupStatistics(survey.moments)
    try await reduceChunks(
      count: plan.chunkCount, threads: threads, progress: { progress(0.5 + 0.5 * $0) }
    ) { chunk throws(AnalysisError) in
      let rows = plan.rows(ofChunk: chunk)
      let shape = MatrixShape(rows: rows.count, columns: plan.shape.columns)
      let stored = try stored(rows: rows, of: tensor)
      var part = GroupStatistics(survey.moments)
      part.add(stored.span, layout: GroupLayout(shape, granularity))
      return part
    } merge: {
      groups.merge($0)
    }
    let layout = GroupLayout(plan.shape, granularity)
    return TensorStatistics(
      tensor: tensor, groupSize: layout.groupSize, signs: survey.signs,
      moments: survey.moments, outlierCount: groups.outlierCount,
      asymmetry: layout.isOneGroup ? survey.signs.asymmetry : groups.medianAsymmetry,
      oneSignedGroupCount: layout.isOneGroup
        ? (survey.signs.isOneSigned ? 1 : 0) : groups.oneSignedCount)
  }
}

/// What the groups of a tensor look like, counted over parts.
struct GroupStatistics: Sendable {
  private(set) var outlierCount = 0
  private(set) var oneSignedCount = 0
  private var asymmetries: [Double] = []
  private let mean: Double
  private let outlierDistance: Double

  /// - Parameter moments: those of the whole tensor, which decide what an outlier is.
  init(_ moments: Moments) {
    mean = moments.mean
    outlierDistance = TensorSurvey.outlierDeviations * (moments.standardDeviation ?? 0)
  }

  /// Counts whole rows.
  mutating func add(_ weights: Span<Float>, layout: GroupLayout) {
    let columns = layout.shape.columns
    for row in 0..<layout.shape.rows {
      let row = weights.extracting(row * columns..<(row + 1) * columns)
      for (group, extents) in GroupExtents.ofGroups(in: row, size: layout.groupSize).enumerated() {
        addGroup(row.extracting(layout.columns(ofGroup: group)), extents)
      }
    }
  }

  /// - Parameter extents: those of `weights`, NaN passed over; infinities are not.
  private mutating func addGroup(_ weights: Span<Float>, _ extents: GroupExtents) {
    guard extents.magnitude.isFinite else { return addGroup(weights) }
    let (high, low) = (Double(extents.high), Double(extents.low))
    // Rounding is monotone, so no weight lies further from the mean than an extent.
    if max(high - mean, mean - low) > outlierDistance { countOutliers(weights) }
    if (high == 0) != (low == 0) { oneSignedCount += 1 }
    let longer = max(high, -low)
    if longer > 0 { asymmetries.append((high + low).magnitude / longer) }
  }

  /// The same of the finite weights alone.
  private mutating func addGroup(_ weights: Span<Float>) {
    let signs = SignSplit(of: weights)
    countOutliers(weights)
    if signs.isOneSigned { oneSignedCount += 1 }
    if let asymmetry = signs.asymmetry { asymmetries.append(asymmetry) }
  }

  private mutating func countOutliers(_ weights: Span<Float>) {
    for index in weights.indices {
      let weight = weights[index]
      if weight.isFinite, (Double(weight) - mean).magnitude > outlierDistance { outlierCount += 1 }
    }
  }

  mutating func merge(_ other: GroupStatistics) {
    outlierCount += other.outlierCount
    oneSignedCount += other.oneSignedCount
    asymmetries += other.asymmetries
  }

  /// The mean of the two middle values where their number is even; `nil` without values.
  var medianAsymmetry: Double? {
    guard !asymmetries.isEmpty else { return nil }
    let sorted = asymmetries.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
