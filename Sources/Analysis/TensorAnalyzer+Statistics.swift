import Checkpoints
public import Quantization
import WeightStatistics

extension TensorAnalyzer {
  /// What the weights of a tensor look like.
  ///
  /// Weights are read once; again only those of groups that reach far enough to hold an outlier.
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
    let layout = GroupLayout(MatrixShape(tensor.shape), granularity)
    let groups = try await groupSurvey(of: tensor, layout) { progress(0.9 * $0) }
    let details = try await details(groups, of: tensor, layout) { progress(0.9 + 0.1 * $0) }
    let (signs, asymmetries) = (groups.signs, groups.asymmetries)
    return TensorStatistics(
      tensor: tensor, groupSize: layout.groupSize, signs: signs, moments: groups.moments,
      outlierCount: details.outlierCount, outlierChannelCount: groups.outlierChannelCount,
      asymmetry: layout.isOneGroup ? signs.asymmetry : details.medianAsymmetry(asymmetries.middle),
      oneSignedGroupCount: layout.isOneGroup
        ? (signs.isOneSigned ? 1 : 0) : asymmetries.oneSignedCount)
  }

  private func groupSurvey(
    of tensor: TensorDescriptor, _ layout: GroupLayout, progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) -> GroupSurvey {
    let plan = surveyPlan(of: tensor)
    var survey = GroupSurvey(layout.shape)
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      let look = try look(
        at: plan.rows(ofChunk: chunk), of: tensor, groupSize: layout.groupSize,
        squaresColumns: layout.shape.rows > 1)
      return (look: look, asymmetries: look.groups.asymmetryCounts)
    } merge: {
      survey.add($0.look, $0.asymmetries)
    }
    return survey
  }

  /// What can be told of the groups once all of them are known.
  private func details(
    _ groups: GroupSurvey, of tensor: TensorDescriptor, _ layout: GroupLayout,
    progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) -> GroupDetails {
    let plan = surveyPlan(of: tensor)
    let outliers = OutlierRange(groups.moments)
    let middle = groups.asymmetries.middle
    var details = GroupDetails()
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      let (extremes, extents) = groups.parts[chunk]
      var part = GroupDetails(asymmetriesIn: middle?.bins, of: extremes)
      guard outliers.mayContain(extents) else { return part }
      let far = extremes.groups(reachingOutOf: outliers)
      try withStoredRows(plan.rows(ofChunk: chunk), of: tensor) { bytes, element in
        for group in far {
          let start = group / layout.groupsPerRow * layout.shape.columns
          let columns = layout.columns(ofGroup: group % layout.groupsPerRow)
          let range = start + columns.lowerBound..<start + columns.upperBound
          part.outlierCount += outliers.count(range, of: bytes, as: element)
        }
      }
      return part
    } merge: {
      details.merge($0)
    }
    return details
  }
}
