import Analysis
import Checkpoints
import Dispatch
import Synchronization
import TerminalUI
import Testing

@testable import Explorer

/// The fixture on a disk that does not answer until it is told to.
private final class StalledCheckpoint: Checkpoint {
  let name = Fixture.checkpoint.name
  let tensors = Fixture.checkpoint.tensors
  let metadata = Fixture.checkpoint.metadata
  private let gate = DispatchSemaphore(value: 0)
  private let waiting = Atomic(0)

  /// How many readers have come.
  var readerCount: Int { waiting.load(ordering: .acquiring) }

  func answer() { gate.signal() }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    waiting.add(1, ordering: .releasing)
    gate.wait()
    gate.signal()
    return try Fixture.checkpoint.withBytes(of: tensor, body)
  }
}

@MainActor
@Suite struct StalledDiskTests {
  private let size = Size(columns: 120, rows: 40)

  private func runtime(
    on backend: HeadlessBackend, _ environment: Environment
  ) -> Runtime<HeadlessBackend> {
    let tensor = Fixture.position(of: Fixture.key)
    return Runtime(
      state: AppState(model: Fixture.model, size: size, tensor: tensor), backend: backend,
      environment: environment)
  }

  /// As many readers wait as the machine has processors: on threads that anything else needs, they
  /// would leave none.
  @Test func keysShowWhileEveryReaderWaitsForTheDisk() async throws {
    let checkpoint = StalledCheckpoint()
    let backend = HeadlessBackend(size: size)
    let analyzer = TensorAnalyzer(checkpoint: checkpoint, threads: 2)
    let questions = Environment { question, progress throws(AnalysisError) in
      let others = (0..<processorCount).map { _ in
        Task(executorPreference: ReadingExecutor.shared) { try? await analyzer.answer(question) }
      }
      defer { for other in others { other.cancel() } }
      return try await analyzer.answer(question, progress: progress)
    }
    let runtime = runtime(on: backend, questions)
    let loop = Task { try await runtime.run() }
    while checkpoint.readerCount < processorCount { await Task.yield() }
    for key in ["i", "2", "?"] as [Character] {
      let before = backend.frameCount
      backend.send(.key(.character(key)))
      while backend.frameCount == before { await Task.yield() }
      #expect(backend.lastFrame == Fixture.frame(runtime.state))
    }
    #expect(runtime.state.screen == .grid)
    checkpoint.answer()
    await runtime.settled()
    #expect(runtime.state.scopeReport.value != nil)
    backend.send(.key(.control("c")))
    try await loop.value
  }

  @Test func leavingWaitsForNoReader() async throws {
    let checkpoint = StalledCheckpoint()
    let backend = HeadlessBackend(size: size)
    let analyzer = TensorAnalyzer(checkpoint: checkpoint, threads: 2)
    let runtime = runtime(on: backend, Environment(analyzer))
    let loop = Task { try await runtime.run() }
    while checkpoint.readerCount == 0 { await Task.yield() }
    backend.send(.key(.character("q")))
    try await loop.value
    #expect(!runtime.state.isRunning)
    checkpoint.answer()
  }
}
