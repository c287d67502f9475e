import Quantization

extension AppState {
  mutating func moveComparison(_ step: Step) {
    let schemes = comparedSchemes
    let position = schemes.firstIndex(of: comparedScheme) ?? 0
    comparisonCursor = schemes[step.applied(to: position, count: schemes.count, page: 8)]
  }

  mutating func takeComparedScheme() {
    let taken = comparedScheme
    guard taken != scheme else {
      message = "this is the scheme already"
      return
    }
    adopt(taken)
  }

  /// Sorts by the next (1) or the previous (−1) column; the heatmap shows another measure.
  mutating func stepSortColumn(by step: Int) {
    switch screen {
    case .heatmap: heatmapKind = heatmapKind.stepped(by: step)
    case .compare: comparisonColumn = comparisonColumn.stepped(by: step)
    case .distribution, .grid, .layers, .inspect: stepLayerColumn(by: step)
    }
  }
}
