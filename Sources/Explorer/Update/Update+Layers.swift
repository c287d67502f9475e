import Analysis
import Checkpoints
import Quantization
import TerminalUI

extension AppState {
  /// The ranking starts the scan, or resumes it, and takes the arrows: it is a list of all tensors.
  mutating func show(_ next: Screen) {
    screen = next
    guard next == .layers else { return }
    focus = .screen
    scan.start(model)
  }

  mutating func moveLayer(_ step: Step) {
    let layers = rankedLayers
    guard !layers.isEmpty else { return }
    let position = layerCursor.flatMap { layers.firstIndex(of: $0) } ?? 0
    let page = FrameLayout(self).screen.height - 2
    layerCursor = layers[step.applied(to: position, count: layers.count, page: max(page, 1))]
  }

  /// Shows a tensor of the ranking at its worst group, as soon as that is known.
  mutating func openLayer() {
    guard let tensor = layerCursor ?? rankedLayers.first else { return }
    select(tensor)
    revealSelection()
    screen = .distribution
    extent = .group
    let kind = layerColumn.groupKind
    worstSearch = HeatmapRequest(
      tensor: model.tensors[tensor].name, granularity: scheme.granularity,
      measure: kind.measure(for: scheme))
    message = "looking for the group with the highest \(kind.title(for: scheme)) …"
  }

  /// Goes to what the search found; the search is over, whatever it found.
  mutating func takeWorst() {
    guard worstSearch != nil, !worstSlot.isPending else { return }
    worstSearch = nil
    switch worstSlot.report {
    case .ready(let report):
      message = nil
      guard let highest = report.highest.first else { return }
      (row, group) = (highest / report.groupsPerRow, highest % report.groupsPerRow)
      let kind = layerColumn.groupKind
      guard let value = report.value(row: row, group: group) else { return }
      message =
        "row \(row), group \(group): the highest \(kind.title(for: scheme)) of the tensor, "
        + kind.text(value)
    case .failed(let error): message = "\(error)"
    case .idle, .loading: message = nil
    }
  }

  /// Ranks by the next (1) or the previous (−1) column; the list shows its numbers, too.
  mutating func stepLayerColumn(by step: Int) {
    sortLayers(by: layerColumn.stepped(by: step))
  }

  mutating func sortLayers(by column: LayerColumn) {
    layerColumn = column
    scan.start(model)
    message = "ranked by \(column.name)"
  }

  /// Shows the list by modules, or ranked by the column of the ranking.
  mutating func toggleListOrder() {
    if list.isRanked {
      list.setRanking(nil, selected: nil, in: model.tree)
      revealSelection()
      message = "tensors by module"
    } else {
      list.setRanking([], selected: nil, in: model.tree)
      sortLayers(by: layerColumn)
      sortList()
      revealSelection()
    }
  }

  /// Keeps what a job found of its tensor.
  mutating func takeScan() {
    guard let request = scanSlot.request, !scanSlot.isPending, let scheme = request.schemes.first,
      let tensor = scan.next(scheme), model.tensors[tensor].name == request.tensor
    else { return }
    let finding: ModelScan.Finding
    switch scanSlot.report {
    case .ready(let found): finding = .success(found)
    case .failed(let error): finding = .failure(error)
    case .idle, .loading: return
    }
    scan.keep(finding, scheme)
  }
}
