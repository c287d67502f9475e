import Analysis
import Checkpoints
import Quantization
import TerminalUI

extension AppState {
  /// Asks for what is not known yet and withdraws what is not wanted any more.
  ///
  /// What is wanted follows from the state alone, so no key has to know which reports it makes
  /// invalid.
  mutating func renewReports() -> [Effect] {
    JobKind.allCases.compactMap { renewReport($0) }
  }

  private mutating func renewReport(_ kind: JobKind) -> Effect? {
    let wanted = wantedRequest(kind)
    let asked = self[kind].request
    guard wanted != asked else { return nil }
    let differsInBinsOnly = wanted != nil && wanted == asked?.with(binCount: wanted?.binCount)
    // A resize does not restart a job; the bins are adapted when it has finished.
    if differsInBinsOnly, self[kind].isPending { return nil }
    let wasPending = self[kind].isPending
    self[kind].generation += 1
    self[kind].request = wanted
    self[kind].isPending = wanted != nil
    guard let wanted else {
      self[kind].report = .idle
      return wasPending ? .cancel(kind) : nil
    }
    if !differsInBinsOnly || self[kind].report.value == nil {
      self[kind].report = .loading(fraction: nil)
    }
    return .report(JobID(kind: kind, generation: self[kind].generation), wanted)
  }

  /// The question that the screen needs answered.
  private func wantedRequest(_ kind: JobKind) -> ScopeRequest? {
    guard let tensor, obstacle == nil else { return nil }
    let schemes = comparisonSchemes(for: scheme)
    let bins = DistributionScreen.binCount(in: FrameLayout(self).screen)
    switch kind {
    case .tensor:
      // Only the errors of a tensor that is not drawn are shown: its bins may stay as they are.
      let kept = effectiveExtent == .tensor ? nil : tensorSlot.request?.binCount
      return ScopeRequest(
        tensor: tensor.name, extent: .tensor, schemes: schemes, binCount: kept ?? bins)
    case .scope:
      switch (effectiveExtent, scheme.granularity) {
      case (.tensor, .perTensor): return nil
      case (.group, _), (.row, _), (.tensor, _):
        // Beside the whole tensor, the group under the cursor is what the ruler is drawn for.
        return ScopeRequest(
          tensor: tensor.name, extent: effectiveExtent == .row ? .row : .group, row: row,
          group: group, schemes: schemes, binCount: bins)
      }
    }
  }

  mutating func handleProgress(_ id: JobID, _ fraction: Double) {
    guard isCurrent(id), case .loading = self[id.kind].report else { return }
    self[id.kind].report = .loading(fraction: fraction.clamped(to: 0...1))
  }

  mutating func handleResult(_ id: JobID, _ result: Result<ScopeReport, AnalysisError>) {
    guard isCurrent(id) else { return }
    self[id.kind].isPending = false
    switch result {
    case .success(let report): self[id.kind].report = .ready(report)
    case .failure(let error): self[id.kind].report = .failed(error)
    }
  }

  private func isCurrent(_ id: JobID) -> Bool {
    self[id.kind].generation == id.generation && self[id.kind].isPending
  }
}

extension ScopeRequest {
  fileprivate func with(binCount: Int?) -> ScopeRequest {
    var request = self
    request.binCount = binCount ?? request.binCount
    return request
  }
}
