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
  /// Made once: every key of a test asks for them.
  private let weights: [[Float]]

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
    weights = self.tensors.enumerated().map { index, tensor in
      var generator = SeededGenerator(seed: UInt64(index) + 28)
      return generator.weights(tensor.count)
    }
  }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard let index = tensors.index(of: tensor) else {
      throw .tensorNotFound(name: tensor.name, checkpoint: name)
    }
    let weights = weights[index]
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
    _ columns: Int = 120, _ rows: Int = 40, scheme: String = "afpq4:g64", tensor: String? = key,
    scanLimit: Int = 0
  ) -> AppState {
    let size = Size(columns: columns, rows: rows)
    var state = AppState(
      model: model, size: size, scheme: QuantizationScheme(scheme) ?? .standard,
      tensor: tensor.flatMap(position), scanLimit: scanLimit)
    _ = update(&state, .input(.resized(size)))
    return state
  }

  static func position(of name: String) -> Int? {
    model.tensors.firstIndex { $0.name == name }
  }

  /// Answers every question of the state, as the jobs would, until there is none left and the frame
  /// that shows the answers is due.
  static func answer(
    _ state: inout AppState, _ kinds: [JobKind] = JobKind.allCases,
    from analyzer: TensorAnalyzer = analyzer
  ) async {
    while true {
      let open = kinds.compactMap { [state] in state.pendingQuestion($0) }
      guard let (id, question) = open.first else { break }
      let result: Result<JobAnswer, AnalysisError>
      do throws(AnalysisError) {
        result = .success(try await analyzer.answer(question))
      } catch {
        result = .failure(error)
      }
      _ = update(&state, .jobFinished(id, result))
    }
    _ = update(&state, .frameDue)
  }

  static func frame(_ state: AppState) -> Canvas { state.frame }
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

extension AppState {
  /// The question that a job of this kind is to answer; `nil` where none is open.
  func pendingQuestion(_ kind: JobKind) -> (JobID, JobQuestion)? {
    switch kind {
    case .scope: scopeSlot.pendingQuestion(kind, JobQuestion.report)
    case .tensor: tensorSlot.pendingQuestion(kind, JobQuestion.report)
    case .plot: plotSlot.pendingQuestion(kind, JobQuestion.distribution)
    case .comparison: comparisonSlot.pendingQuestion(kind, JobQuestion.comparison)
    case .curves: curveSlot.pendingQuestion(kind, JobQuestion.comparison)
    case .heatmap: heatmapSlot.pendingQuestion(kind, JobQuestion.heatmap)
    case .rivalHeatmap: rivalHeatmapSlot.pendingQuestion(kind, JobQuestion.heatmap)
    case .scan: scanSlot.pendingQuestion(kind, JobQuestion.scan)
    case .trace: traceSlot.pendingQuestion(kind, JobQuestion.trace)
    case .rivalTrace: rivalTraceSlot.pendingQuestion(kind, JobQuestion.trace)
    case .outlier: outlierSlot.pendingQuestion(kind, JobQuestion.outlier)
    case .worst: worstSlot.pendingQuestion(kind, JobQuestion.heatmap)
    }
  }

  /// The generations of the jobs for the scope and the tensor.
  var generations: [Int] { [scopeSlot.generation, tensorSlot.generation] }
}

extension JobSlot {
  fileprivate func pendingQuestion(
    _ kind: JobKind, _ question: (Request) -> JobQuestion
  ) -> (JobID, JobQuestion)? {
    guard isPending, let request else { return nil }
    return (JobID(kind: kind, generation: generation), question(request))
  }
}
