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
    startScanByItself()
    var effects: [Effect?] = []
    let (scope, whole) = (wantedScope, wantedTensor)
    effects.append(scopeSlot.want(scope).effect(.scope, JobQuestion.report))
    effects.append(renewPlot().effect(.plot, JobQuestion.distribution))
    effects.append(tensorSlot.want(whole).effect(.tensor, JobQuestion.report))
    let comparison = wantedComparison
    effects.append(comparisonSlot.want(comparison).effect(.comparison, JobQuestion.comparison))
    // After the table, which is looked at first.
    let curves = wantedCurves
    effects.append(curveSlot.want(curves).effect(.curves, JobQuestion.comparison))
    let heatmap = wantedHeatmap
    effects.append(heatmapSlot.want(heatmap).effect(.heatmap, JobQuestion.heatmap))
    let rivalHeatmap = wantedRivalHeatmap
    effects.append(
      rivalHeatmapSlot.want(rivalHeatmap).effect(.rivalHeatmap, JobQuestion.heatmap))
    let (trace, rivalTrace) = (wantedTrace(scheme), rival.flatMap(wantedTrace))
    effects.append(traceSlot.want(trace).effect(.trace, JobQuestion.trace))
    effects.append(rivalTraceSlot.want(rivalTrace).effect(.rivalTrace, JobQuestion.trace))
    let outlier = outlierSearch
    effects.append(outlierSlot.want(outlier).effect(.outlier, JobQuestion.outlier))
    let worst = worstSearch
    effects.append(worstSlot.want(worst).effect(.worst, JobQuestion.heatmap))
    // Last, because it waits for all others.
    let next = wantedScan
    effects.append(scanSlot.want(next).effect(.scan, JobQuestion.scan))
    return effects.compactMap(\.self)
  }

  private var wantedTensor: ScopeRequest? {
    guard let tensor, obstacle == nil else { return nil }
    return ScopeRequest(
      tensor: tensor.name, extent: .tensor, schemes: panelSchemes,
      countedSchemes: rival == nil ? 1 : 2)
  }

  private var wantedScope: ScopeRequest? {
    guard let tensor, obstacle == nil else { return nil }
    switch (effectiveExtent, scheme.granularity) {
    case (.tensor, .perTensor): return nil
    case (.group, _), (.row, _), (.tensor, _):
      // Beside the whole tensor, the group under the cursor is what the ruler is drawn for.
      return ScopeRequest(
        tensor: tensor.name, extent: effectiveExtent == .row ? .row : .group, row: row,
        group: group, schemes: panelSchemes, countedSchemes: rival == nil ? 1 : 2)
    }
  }

  private var wantedComparison: ComparisonRequest? {
    guard let tensor, obstacle == nil else { return nil }
    let request = ComparisonRequest(tensor: tensor.name, schemes: lineup.schemes)
    return screen == .compare ? request : comparisonSlot.kept(request)
  }

  private var wantedHeatmap: HeatmapRequest? {
    guard let request = heatmapRequest(for: scheme) else { return nil }
    return screen == .heatmap ? request : heatmapSlot.kept(request)
  }

  private func wantedTrace(_ scheme: QuantizationScheme) -> TraceRequest? {
    guard let tensor, obstacle == nil, screen == .inspect else { return nil }
    return TraceRequest(tensor: tensor.name, row: row, column: column, scheme: scheme)
  }

  private var wantedCurves: ComparisonRequest? {
    guard let tensor, obstacle == nil else { return nil }
    let request = ComparisonRequest(tensor: tensor.name, schemes: lineup.curveSchemes)
    // What was begun goes on while the table is computed again; it does not depend on the bits.
    let isDue = comparisonSlot.report.value != nil || curveSlot.request == request
    return screen == .compare && isDue ? request : curveSlot.kept(request)
  }
}

extension AppState {
  mutating func handleProgress(_ id: JobID, _ fraction: Double) {
    switch id.kind {
    case .scope: scopeSlot.handleProgress(id, fraction)
    case .tensor: tensorSlot.handleProgress(id, fraction)
    case .plot: plotSlot.handleProgress(id, fraction)
    case .comparison: comparisonSlot.handleProgress(id, fraction)
    case .curves: curveSlot.handleProgress(id, fraction)
    case .heatmap: heatmapSlot.handleProgress(id, fraction)
    case .rivalHeatmap: rivalHeatmapSlot.handleProgress(id, fraction)
    case .scan: scanSlot.handleProgress(id, fraction)
    case .trace: traceSlot.handleProgress(id, fraction)
    case .rivalTrace: rivalTraceSlot.handleProgress(id, fraction)
    case .outlier: outlierSlot.handleProgress(id, fraction)
    case .worst: worstSlot.handleProgress(id, fraction)
    }
  }

  mutating func handleResult(_ id: JobID, _ result: Result<JobAnswer, AnalysisError>) {
    switch id.kind {
    case .scope: scopeSlot.handleResult(id, result) { $0.report }
    case .tensor: tensorSlot.handleResult(id, result) { $0.report }
    case .plot: plotSlot.handleResult(id, result) { $0.distribution }
    case .comparison: comparisonSlot.handleResult(id, result) { $0.comparison }
    case .curves: curveSlot.handleResult(id, result) { $0.comparison }
    case .heatmap: heatmapSlot.handleResult(id, result) { $0.heatmap }
    case .rivalHeatmap: rivalHeatmapSlot.handleResult(id, result) { $0.heatmap }
    case .scan:
      scanSlot.handleResult(id, result) { $0.scan }
      takeScan()
    case .trace: traceSlot.handleResult(id, result) { $0.trace }
    case .rivalTrace: rivalTraceSlot.handleResult(id, result) { $0.trace }
    case .outlier:
      outlierSlot.handleResult(id, result) { $0.outlier }
      takeOutlier()
    case .worst:
      worstSlot.handleResult(id, result) { $0.heatmap }
      takeWorst()
    }
  }
}

extension JobSlot {
  mutating func handleProgress(_ id: JobID, _ fraction: Double) {
    guard isCurrent(id), case .loading = report else { return }
    report = .loading(fraction: fraction.clamped(to: 0...1))
  }

  /// - Parameter value: the value of an answer; `nil` for the answer to another question.
  mutating func handleResult(
    _ id: JobID, _ result: Result<JobAnswer, AnalysisError>, value: (JobAnswer) -> Value?
  ) {
    guard isCurrent(id) else { return }
    switch result {
    case .success(let answer): if let value = value(answer) { finish(.success(value)) }
    case .failure(let error): finish(.failure(error))
    }
  }

  private func isCurrent(_ id: JobID) -> Bool { generation == id.generation && isPending }
}

extension Optional {
  /// The effect of a change; none where nothing changes.
  fileprivate func effect<Request, Value>(
    _ kind: JobKind, _ question: (Request) -> JobQuestion
  ) -> Effect? where Wrapped == JobSlot<Request, Value>.Change {
    switch self {
    case nil: nil
    case .cancel: .cancel(kind)
    case .ask(let generation, let request):
      .ask(JobID(kind: kind, generation: generation), question(request))
    }
  }
}
