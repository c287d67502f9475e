import Analysis
import Checkpoints
import Quantization
import TerminalUI
import TestSupport

@testable import Explorer

/// A small encoder with real numbers: seeded weights, kept in memory.
struct FixtureCheckpoint: Checkpoint {
  let name = "all-tiny-encoder"
  let tensors: [TensorDescriptor]
  let metadata: [MetadataEntry] = []

  init() {
    let layer = [
      ("attention.output.dense.weight", [24, 192]), ("attention.self.key.bias", [24]),
      ("attention.self.key.weight", [24, 192]), ("attention.self.query.bias", [24]),
      ("attention.self.query.weight", [24, 192]), ("output.dense.weight", [24, 384]),
    ]
    var tensors: [TensorDescriptor] = [
      TensorDescriptor(name: "embeddings.position_ids", dataType: .i64, shape: [1, 64]),
      TensorDescriptor(
        name: "embeddings.word_embeddings.weight", dataType: .f32, shape: [100, 24]),
    ]
    for index in 0..<12 {
      tensors += layer.map { name, shape in
        TensorDescriptor(name: "encoder.layer.\(index).\(name)", dataType: .f32, shape: shape)
      }
    }
    tensors.append(TensorDescriptor(name: "pooler.dense.weight", dataType: .f32, shape: [24, 24]))
    tensors.append(TensorDescriptor(name: "pooler.empty", dataType: .f32, shape: [0, 24]))
    self.tensors = tensors.sorted { naturallyPrecedes($0.name, $1.name) }
  }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    var generator = SeededGenerator(seed: UInt64(tensors.firstIndex(of: tensor) ?? 0) + 28)
    let weights = generator.weights(tensor.count)
    return try body(weights.span.bytes)
  }
}

enum Fixture {
  static let checkpoint = FixtureCheckpoint()
  static let model = Model(checkpoint)
  static let analyzer = TensorAnalyzer(checkpoint: checkpoint, threads: 1)
  static let key = "encoder.layer.0.attention.self.key.weight"

  /// A fresh state after the first event, as the runtime starts it.
  static func state(
    _ columns: Int = 120, _ rows: Int = 40, scheme: String = "afpq4:g64", tensor: String? = key
  ) -> AppState {
    let size = Size(columns: columns, rows: rows)
    var state = AppState(
      model: model, size: size, scheme: QuantizationScheme(scheme) ?? .standard,
      tensor: tensor.flatMap(position))
    _ = update(&state, .input(.resized(size)))
    return state
  }

  static func position(of name: String) -> Int? {
    model.tensors.firstIndex { $0.name == name }
  }

  /// Answers every request of the state, as the jobs would.
  static func answer(_ state: inout AppState) async {
    for kind in JobKind.allCases {
      guard state[kind].isPending, let request = state[kind].request else { continue }
      let id = JobID(kind: kind, generation: state[kind].generation)
      let result: Result<ScopeReport, AnalysisError>
      do throws(AnalysisError) {
        result = .success(try await analyzer.report(request))
      } catch {
        result = .failure(error)
      }
      _ = update(&state, .jobFinished(id, result))
    }
  }

  static func frame(_ state: AppState) -> Canvas {
    var canvas = Canvas(size: state.size)
    ExplorerView(state).draw(in: canvas.bounds, on: &canvas)
    return canvas
  }
}

/// Presses keys written as characters, one after the other, and returns the effects of the last.
@discardableResult
func press(_ state: inout AppState, _ keys: String) -> [Effect] {
  keys.reduce([]) { _, key in update(&state, .input(.key(.character(key)))) }
}

@discardableResult
func press(_ state: inout AppState, _ keys: Key...) -> [Effect] {
  keys.reduce([]) { _, key in update(&state, .input(.key(key))) }
}
