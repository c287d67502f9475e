import Analysis

/// Runs at most one job of each kind: a new one cancels the one before it and awaits its end.
///
/// A class because it owns the running tasks.
@MainActor
final class JobRunner {
  private let answer: Environment.Answer
  private let deliver: @MainActor @Sendable (Action) -> Void
  private var tasks: [JobKind: Task<Void, Never>] = [:]

  /// Between two reports of progress.
  private static let progressInterval = Duration.milliseconds(100)

  /// - Parameter deliver: called with the progress and the result of every job that is not
  ///   cancelled.
  init(
    answer: @escaping Environment.Answer, deliver: @escaping @MainActor @Sendable (Action) -> Void
  ) {
    self.answer = answer
    self.deliver = deliver
  }

  func start(_ id: JobID, _ question: JobQuestion) {
    let predecessor = tasks[id.kind]
    predecessor?.cancel()
    tasks[id.kind] = Task(executorPreference: ReadingExecutor.shared) {
      @concurrent [answer, deliver] in
      await predecessor?.value
      guard !Task.isCancelled else { return }
      let (fractions, progress) = AsyncStream.makeStream(
        of: Double.self, bufferingPolicy: .bufferingNewest(1))
      let forwarding = Task { await Self.forward(fractions, of: id, to: deliver) }
      let result = await Self.result { () async throws(AnalysisError) in
        try await answer(question) { progress.yield($0) }
      }
      progress.finish()
      forwarding.cancel()
      await forwarding.value
      guard !Task.isCancelled else { return }
      await deliver(.jobFinished(id, result))
    }
  }

  func cancel(_ kind: JobKind) { tasks[kind]?.cancel() }

  func cancelAll() {
    for task in tasks.values { task.cancel() }
    tasks = [:]
  }

  private nonisolated static func result(
    of work: () async throws(AnalysisError) -> JobAnswer
  ) async -> Result<JobAnswer, AnalysisError> {
    do throws(AnalysisError) {
      return .success(try await work())
    } catch {
      return .failure(error)
    }
  }

  /// Delivers the newest fraction once per interval.
  private nonisolated static func forward(
    _ fractions: AsyncStream<Double>, of id: JobID,
    to deliver: @MainActor @Sendable (Action) -> Void
  ) async {
    var iterator = fractions.makeAsyncIterator()
    while (try? await Task.sleep(for: progressInterval)) != nil,
      let fraction = await iterator.next(), !Task.isCancelled
    {
      await deliver(.jobProgressed(id, fraction: fraction))
    }
  }
}
