import Analysis
import Checkpoints
import Quantization

extension AppState {
  /// What the heatmap shows under a scheme; `nil` where there is nothing to measure.
  func heatmapRequest(for scheme: QuantizationScheme) -> HeatmapRequest? {
    guard let tensor, obstacle == nil else { return nil }
    return HeatmapRequest(
      tensor: tensor.name, granularity: scheme.granularity,
      measure: heatmapKind.measure(for: scheme))
  }

  /// The heatmap under the pinned scheme, for the differences to it.
  var wantedRivalHeatmap: HeatmapRequest? {
    guard let request = rival.flatMap(heatmapRequest) else { return nil }
    return screen == .heatmap ? request : rivalHeatmapSlot.kept(request)
  }

  /// The number of the group under the cursor with its difference to the pinned scheme's, from the
  /// longest text to the shortest.
  func heatmapTexts(_ report: HeatmapReport) -> [String] {
    guard let value = report.value(row: row, group: group) else { return [NumberText.missing] }
    let text = heatmapKind.text(value)
    guard let rival = rivalHeatmapGroup else { return [text] }
    let compared = "\(text) (\(heatmapKind.difference(value, from: rival.value)))"
    let isSameGroup = scheme.granularity == self.rival?.granularity
    let place = isSameGroup ? "" : " of its group \(rival.group)"
    return ["\(compared)  ◆ \(heatmapKind.text(rival.value))\(place)", compared, text]
  }

  /// The group of the pinned scheme that holds the first weight of the group under the cursor.
  private var rivalHeatmapGroup: (group: Int, value: Float)? {
    guard let rival, let tensor, let report = rivalHeatmapSlot.report.value,
      let column = groupLayout?.columns(ofGroup: group).lowerBound
    else { return nil }
    let size = GroupLayout(tensor.matrixShape, rival.granularity).groupSize
    let group = min(column / max(size, 1), report.groupsPerRow - 1)
    return report.value(row: row, group: group).map { (group, $0) }
  }
}

extension HeatmapKind {
  /// How a number differs from the pinned scheme's.
  fileprivate func difference(_ value: Float, from base: Float) -> String {
    let (one, other) = (Double(value), Double(base))
    switch self {
    case .asymmetry: return NumberText.difference(one, from: other, decimals: 3)
    case .kurtosis, .twoScaleGain: return NumberText.difference(one, from: other, decimals: 2)
    case .absoluteMaximum, .normalizedError:
      let difference = NumberText.relativeDifference(one, from: other)
      return difference.isEmpty ? "from 0" : difference
    }
  }
}
