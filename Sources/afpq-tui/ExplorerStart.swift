import Analysis
import Checkpoints
import CursesBackend
import Explorer
import Quantization
import TerminalUI

/// How the explorer begins.
struct ExplorerSettings: Sendable {
  /// The tensor to show first; `nil` leaves the choice to the explorer.
  var tensor: String?
  var scheme: QuantizationScheme
  var colors: ColorMode
  var glyphs: GlyphSet
  var threads: Int
}

/// Runs the explorer until the person leaves it.
///
/// - Throws: `CursesBackendError` when there is no terminal to draw on.
@MainActor
func explore(_ checkpoint: any Checkpoint, _ settings: ExplorerSettings) async throws {
  let backend = CursesBackend(
    options: .init(colors: settings.colors, isASCIIOnly: settings.glyphs == .ascii))
  let state = AppState(
    model: Model(checkpoint), size: backend.size, scheme: settings.scheme,
    tensor: checkpoint.tensors.firstIndex { $0.name == settings.tensor },
    glyphs: backend.supportsUnicode ? settings.glyphs : .ascii)
  let analyzer = TensorAnalyzer(checkpoint: checkpoint, threads: settings.threads)
  let runtime = Runtime(state: state, backend: backend, environment: Environment(analyzer))
  try await runtime.run()
  if runtime.state.isInterrupted { throw CommandFailure.interrupted }
  backend.endProcessByTerminationSignal()
}
