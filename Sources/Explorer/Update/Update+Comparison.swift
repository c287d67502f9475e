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

  mutating func sortByNextColumn() {
    switch screen {
    case .heatmap: heatmapKind = heatmapKind.next
    case .compare: comparisonColumn = comparisonColumn.next
    case .layers: layerColumn = layerColumn.next
    case .distribution, .grid, .inspect: message = "nothing to sort here; 4 compares all schemes"
    }
  }
}
