import Analysis
import Checkpoints
import Quantization
import TerminalUI
import Testing

@testable import Explorer

@MainActor
@Suite struct RuntimeTests {
  /// Runs a program on a headless terminal, and ends it when `body` is done.
  private func run(
    _ environment: Environment, size: Size = Size(columns: 80, rows: 24),
    _ body: (Runtime<HeadlessBackend>, HeadlessBackend) async throws -> Void
  ) async throws {
    let backend = HeadlessBackend(size: size)
    let state = AppState(
      model: Fixture.model, size: size, tensor: Fixture.position(of: Fixture.key))
    let runtime = Runtime(state: state, backend: backend, environment: environment)
    let loop = Task { try await runtime.run() }
    try await body(runtime, backend)
    backend.send(.key(.control("c")))
    try await loop.value
  }

  @Test func theAnswersReachTheScreen() async throws {
    try await run(Environment(Fixture.analyzer)) { runtime, backend in
      await runtime.settled()
      let text = try #require(backend.lastFrame?.text)
      #expect(text.contains("▶ AFPQ"))
      #expect(!text.contains("counting"))
    }
  }

  @Test func aKeyReachesTheScreen() async throws {
    try await run(Environment(Fixture.analyzer)) { runtime, backend in
      await runtime.settled()
      backend.send(.key(.character("i")))
      await runtime.settled()
      #expect(backend.lastFrame?.text.contains("int4") == true)
      #expect(backend.lastFrame == Fixture.frame(runtime.state))
    }
  }

  @Test func whatArrivesTogetherIsDrawnOnce() async throws {
    try await run(Environment(Fixture.analyzer)) { runtime, backend in
      await runtime.settled()
      let before = backend.frameCount
      for _ in 0..<5 {
        backend.send(.key(.character("2")))
        backend.send(.key(.character("1")))
      }
      backend.send(.key(.character("2")))
      await runtime.settled()
      #expect(backend.frameCount == before + 1)
    }
  }

  @Test func aKeyWithoutEffectDrawsNothing() async throws {
    try await run(Environment(Fixture.analyzer)) { runtime, backend in
      await runtime.settled()
      let before = backend.frameCount
      backend.send(.key(.function(9)))
      await runtime.settled()
      #expect(backend.frameCount == before)
    }
  }

  @Test func aNewRequestCancelsTheOldOneAndOnlyItsAnswerCounts() async throws {
    let (starts, noteStart) = AsyncStream.makeStream(of: ScopeRequest.self)
    let (cancellations, noteCancellation) = AsyncStream.makeStream(of: ScopeRequest.self)
    let environment = Environment { question, _ throws(AnalysisError) in
      guard case .report(let request) = question, request.schemes[0].scaling == .twoScale else {
        return try await Fixture.analyzer.answer(question)
      }
      noteStart.yield(request)
      await waitForCancellation()
      noteCancellation.yield(request)
      throw .cancelled
    }
    try await run(environment) { runtime, backend in
      // A job that is cancelled before it starts asks nothing.
      #expect(await nextTwo(of: starts) == [.group, .tensor])
      backend.send(.key(.character("f")))
      #expect(await nextTwo(of: cancellations) == [.group, .tensor])
      await runtime.settled()
      #expect(runtime.state.scopeReport.value?.request.schemes[0].scaling == .symmetric)
    }
  }

  @Test func aSlowJobLeavesAPlaceholderAndItsProgress() async throws {
    let environment = Environment { question, progress throws(AnalysisError) in
      guard case .report(let request) = question, request.extent == .tensor else {
        return try await Fixture.analyzer.answer(question)
      }
      progress(0.25)
      await waitForCancellation()
      throw .cancelled
    }
    try await run(environment) { runtime, backend in
      while runtime.state.tensorSlot.report != .loading(fraction: 0.25) { await Task.yield() }
      while backend.lastFrame?.text.contains("25.0 %") != true { await Task.yield() }
      while runtime.state.scopeSlot.report.value == nil { await Task.yield() }
      #expect(runtime.state.tensorSlot.report == .loading(fraction: 0.25))
    }
  }

  @Test func aFailureIsSaid() async throws {
    let environment = Environment { _, _ throws(AnalysisError) in
      throw .checkpoint(.tensorNotFound(name: "w", checkpoint: "m"))
    }
    try await run(environment) { runtime, backend in
      await runtime.settled()
      let reason = CheckpointError.tensorNotFound(name: "w", checkpoint: "m").description
      let words = reason.split(separator: " ").prefix(3).joined(separator: " ")
      #expect(backend.lastFrame?.text.contains(words) == true)
    }
  }

  @Test func settledReturnsAfterTheEnd() async throws {
    let size = Size(columns: 80, rows: 24)
    let backend = HeadlessBackend(size: size)
    let runtime = Runtime(
      state: AppState(model: Fixture.model, size: size), backend: backend,
      environment: Environment(Fixture.analyzer))
    let loop = Task { try await runtime.run() }
    while backend.frameCount == 0 { await Task.yield() }
    backend.send(.terminated)
    try await loop.value
    await runtime.settled()
    #expect(!runtime.state.isRunning)
  }
}

/// The extents of the next two requests.
@MainActor
private func nextTwo(of requests: AsyncStream<ScopeRequest>) async -> Set<ScopeExtent> {
  var extents: [ScopeExtent] = []
  for await request in requests {
    extents.append(request.extent)
    if extents.count == 2 { break }
  }
  return Set(extents)
}

/// Returns when the task is cancelled, and not before.
private func waitForCancellation() async {
  let (stream, end) = AsyncStream.makeStream(of: Never.self)
  await withTaskCancellationHandler {
    for await _ in stream {}
  } onCancel: {
    end.finish()
  }
}
