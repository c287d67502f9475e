import Checkpoints
import Dispatch
import Quantization
import Synchronization
import Testing

@testable import Analysis

@Suite struct SideBySideTests {
  private struct Failure: Error, Equatable {
    let position: Int
  }

  /// Something that happens once.
  private final class Event: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }
    func happen() { continuation.finish() }
    func wait() async { for await _ in stream {} }
  }

  private func analyzer(tensors: Int, threads: Int) -> TensorAnalyzer {
    let contents = (0..<tensors).map { index in
      (name: "\(index)", shape: [2, 2], weights: [1, -2, 3, Float(index)])
    }
    return TensorAnalyzer(checkpoint: MemoryCheckpoint(contents), threads: threads)
  }

  @Test func answersComeInOrderHoweverTheyAreFound() async throws {
    let analyzer = analyzer(tensors: 20, threads: 2)
    let second = Event()
    var received: [Int] = []
    try await analyzer.sideBySide(Array(0..<20)) {
      analyzer.checkpoint.tensors[$0]
    } ask: { _, position in
      if position == 0 { await second.wait() }
      if position == 1 { second.happen() }
      return 10 * position
    } receive: { position, answer in
      #expect(answer == 10 * position)
      received.append(position)
    }
    #expect(received == Array(0..<20))
  }

  @Test func answersAreThoseOfOneTensorAtATime() async throws {
    let analyzer = analyzer(tensors: 9, threads: 4)
    let tensors = analyzer.checkpoint.tensors
    var found: [TensorStatistics] = []
    try await analyzer.sideBySide(tensors) {
      $0
    } ask: { analyzer, tensor in
      try await analyzer.statistics(of: tensor.name, groups: .perChannel)
    } receive: {
      found.append($1)
    }
    for (tensor, statistics) in zip(tensors, found) {
      let alone = try await analyzer.statistics(of: tensor.name, groups: .perChannel)
      #expect(statistics == alone)
    }
    #expect(found.count == tensors.count)
  }

  @Test func oneThreadHasOneTensorAtATime() async throws {
    let analyzer = analyzer(tensors: 4, threads: 1)
    let events = Mutex<[String]>([])
    try await analyzer.sideBySide(Array(0..<4)) {
      analyzer.checkpoint.tensors[$0]
    } ask: { _, position in
      events.withLock { $0.append("ask \(position)") }
    } receive: { position, _ in
      events.withLock { $0.append("receive \(position)") }
    }
    #expect(events.withLock { $0 } == (0..<4).flatMap { ["ask \($0)", "receive \($0)"] })
  }

  /// No matter which of them failed first.
  @Test func theErrorIsThatOfTheFirstTensor() async throws {
    let analyzer = analyzer(tensors: 4, threads: 2)
    let second = Event()
    var received: [Int] = []
    await #expect(throws: Failure(position: 1)) {
      try await analyzer.sideBySide(Array(0..<4)) {
        analyzer.checkpoint.tensors[$0]
      } ask: { _, position in
        if position == 1 { await second.wait() }
        if position == 2 { second.happen() }
        if position > 0 { throw Failure(position: position) }
      } receive: { position, _ in
        received.append(position)
      }
    }
    #expect(received == [0])
  }

  /// Of tensors of one chunk each there are twice as many at work as threads.
  @Test(.timeLimit(.minutes(1))) func noMoreTensorsAreOpenThanFillTheThreads() async throws {
    let analyzer = analyzer(tensors: 30, threads: 2)
    let four = Event()
    let (openCount, most) = (Counter(), Counter())
    try await analyzer.sideBySide(Array(0..<30)) {
      analyzer.checkpoint.tensors[$0]
    } ask: { _, _ in
      let open = openCount.add(1)
      most.raise(to: open)
      if open == 4 { four.happen() }
      await four.wait()
      openCount.add(-1)
    } receive: { _, _ in
    }
    #expect(most.value == 4)
  }

  /// The first tensor holds both threads up until the second one waits for them.
  @Test(.timeLimit(.minutes(1))) func allTensorsShareTheThreads() async throws {
    let analyzer = analyzer(tensors: 2, threads: 2)
    let busy = Event()
    let (entered, ended, endedBefore) = (Counter(), Counter(), Counter())
    let end = DispatchSemaphore(value: 0)
    try await withTaskExecutorPreference(ManyThreads()) {
      try await analyzer.sideBySide([0, 1]) {
        analyzer.checkpoint.tensors[$0]
      } ask: { analyzer, position in
        let workers = analyzer.workers
        if position == 1 {
          await busy.wait()
          let late = Task { @MainActor in
            await workers.run { endedBefore.raise(to: ended.value) }
          }
          // Comes when the one before it has stopped to wait.
          await Task { @MainActor in }.value
          for _ in 0..<2 { end.signal() }
          return await late.value
        }
        await withTaskGroup { group in
          for _ in 0..<2 {
            group.addTask { @Sendable in
              await workers.run {
                if entered.add(1) == 2 { busy.happen() }
                end.wait()
                ended.add(1)
              }
            }
          }
        }
      } receive: { _, _ in
      }
    }
    #expect((1...2).contains(endedBefore.value) && ended.value == 2)
  }

  /// Has a thread for every job that waits.
  private final class ManyThreads: TaskExecutor {
    private let queue = DispatchQueue(label: "many threads", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }

  @Test func nothingIsAskedOnceCancelled() async {
    let analyzer = analyzer(tensors: 50, threads: 2)
    let begun = Event()
    let asked = Counter()
    let task = Task {
      try await analyzer.sideBySide(Array(0..<50)) {
        analyzer.checkpoint.tensors[$0]
      } ask: { analyzer, position in
        asked.add(1)
        begun.happen()
        while !Task.isCancelled { await Task.yield() }
      } receive: { position, _ in
        Issue.record("received \(position)")
      }
    }
    await begun.wait()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(asked.value <= 4)
  }
}
