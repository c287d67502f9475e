import Analysis
import Checkpoints
import Quantization
import TerminalUI

@testable import Explorer

/// The screens of the program on a model file, without a terminal.
@MainActor struct ScreenSession {
  /// What is shown after some keys, and of what state.
  struct Shown {
    var text: String
    var state: AppState

    /// Whether one line shows all of the texts, each of them whole.
    func hasLine(with texts: [String]) -> Bool {
      text.split(separator: "\n").contains { line in
        texts.allSatisfy { " \(line) ".contains(" \($0) ") }
      }
    }
  }

  var model: String
  var tensor: String

  /// Presses keys, every job answered after each of them. The screen has room for all columns.
  func show(_ scheme: String, _ keys: [Key]) async throws -> Shown {
    let checkpoint = try openModel(at: model)
    let backend = HeadlessBackend(size: Size(columns: 220, rows: 60))
    let state = AppState(
      model: Model(checkpoint), size: backend.size, scheme: try QuantizationScheme(parsing: scheme),
      tensor: checkpoint.tensors.firstIndex { $0.name == tensor })
    let runtime = Runtime(
      state: state, backend: backend,
      environment: Environment(TensorAnalyzer(checkpoint: checkpoint)))
    let loop = Task { try await runtime.run() }
    await runtime.settled()
    for key in keys {
      backend.send(.key(key))
      await runtime.settled()
    }
    let shown = Shown(text: backend.lastFrame?.text ?? "", state: runtime.state)
    backend.send(.terminated)
    try await loop.value
    return shown
  }

  func show(_ scheme: String, _ keys: String) async throws -> Shown {
    try await show(scheme, keys.map { .character($0) })
  }
}

extension [String: Any] {
  /// A number of a JSON object; `nil` where it is missing or null.
  func number(_ key: String) -> Double? { self[key] as? Double }
}
