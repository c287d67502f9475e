import Analysis
import Checkpoints
import TerminalUI

extension AppState {
  /// The ranking starts the scan, or resumes it.
  mutating func show(_ next: Screen) {
    screen = next
    if next == .layers { scan.isRunning = true }
  }

  mutating func moveLayer(_ step: Step) {
    let layers = rankedLayers
    guard !layers.isEmpty else { return }
    let position = layerCursor.flatMap { layers.firstIndex(of: $0) } ?? 0
    let page = FrameLayout(self).screen.height - 2
    layerCursor = layers[step.applied(to: position, count: layers.count, page: max(page, 1))]
  }

  mutating func openLayer() {
    guard let tensor = layerCursor ?? rankedLayers.first else { return }
    select(tensor)
    revealSelection()
    screen = .distribution
  }

  /// Keeps what a job found of its tensor.
  mutating func takeScan() {
    guard let request = scanSlot.request, !scanSlot.isPending, let scheme = request.schemes.first,
      let tensor = model.tensors.firstIndex(where: { $0.name == request.tensor })
    else { return }
    switch scanSlot.report {
    case .ready(let found): scan[tensor, scheme] = .success(found)
    case .failed(let error): scan[tensor, scheme] = .failure(error)
    case .idle, .loading: break
    }
  }
}
