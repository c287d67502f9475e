import Analysis
import Checkpoints
import CursesBackend
import Explorer
import FoundationEssentials
import TerminalUI

/// How the explorer begins: what the file of settings says, and over it what the flags say.
struct ExplorerStart: Sendable {
  var state: AppState
  var colors: ColorMode
  var threads: Int
  /// What cannot be used of the file of settings.
  private(set) var warnings: [String] = []

  /// - Throws: `CommandFailure` for a flag that has no such value.
  init(_ checkpoint: any Checkpoint, _ options: SettingOptions) throws(CommandFailure) {
    state = AppState(model: Model(checkpoint), size: Size(columns: 80, rows: 24))
    let path = SettingsFile.standardPath(environment: ProcessInfo.processInfo.environment)
    var file = options.noSettings ? nil : path.map { SettingsFile(path: $0) }
    file?.apply(to: &state)
    let fileColors = file?.colors()
    let fileThreads = file?.threads()
    colors = options.color ?? fileColors ?? .automatic
    threads = options.threads ?? fileThreads ?? processorCount
    warnings = file?.warnings ?? []
    try options.apply(to: &state)
  }

  /// Answers from the weights, and writes views where the person asks for it.
  func environment(of checkpoint: any Checkpoint) -> Environment {
    let analyzer = TensorAnalyzer(checkpoint: checkpoint, threads: threads)
    return Environment(analyzer, write: writeViewFile)
  }
}

/// Runs the explorer until the person leaves it.
///
/// - Throws: `CursesBackendError` when there is no terminal to draw on.
@MainActor
func explore(_ checkpoint: any Checkpoint, _ start: ExplorerStart) async throws {
  let backend = CursesBackend(
    options: .init(colors: start.colors, usesMouse: start.state.usesMouse))
  var state = start.state
  state.begin(warnings: start.warnings, showsUnicode: backend.supportsUnicode)
  let runtime = Runtime(
    state: state, backend: backend, environment: start.environment(of: checkpoint))
  try await runtime.run()
  if runtime.state.isInterrupted { throw CommandFailure.interrupted }
  backend.endProcessByTerminationSignal()
}
