public import Checkpoints

extension TensorAnalyzer {
  /// Asks about several tensors at a time and hands the answers on in the order of the tensors.
  ///
  /// A tensor of few chunks does not fill the threads, and any tensor leaves some idle when it comes
  /// to its end: then a later one goes on. Where more chunks wait than there are threads, those of
  /// the earlier tensor come first.
  ///
  /// - Parameters:
  ///   - items: what is asked about, each of them about a tensor.
  ///   - ask: called on several tasks, with the analyzer that it has to ask.
  ///   - receive: called with each answer on the caller's task.
  /// - Throws: what `ask` threw for the first item for which it did, what `receive` throws, or
  ///   `CancellationError`.
  public func sideBySide<Item: Sendable, Answer: Sendable>(
    _ items: [Item], tensor: (Item) -> TensorDescriptor,
    ask: @escaping @Sendable (TensorAnalyzer, Item) async throws -> Answer,
    receive: (Item, Answer) throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Int, Result<Answer, any Error>).self) { group in
      let turns = workers.takingTurns()
      let chunkCounts = items.map { max(surveyPlan(of: tensor($0)).chunkCount, 1) }
      var waiting: [Int: Result<Answer, any Error>] = [:]
      var (started, received) = (0, 0)
      while received < items.count {
        while started < items.count, waiting.count < 2 * workers.count {
          let open = (received..<started).filter { waiting[$0] == nil }
          guard hasRoom(besides: open.map { chunkCounts[$0] }) else { break }
          let (index, item) = (started, items[started])
          var analyzer = self
          analyzer.workers = turns(index)
          group.addTask { [analyzer] in
            do { return (index, .success(try await ask(analyzer, item))) } catch {
              return (index, .failure(error))
            }
          }
          started += 1
        }
        guard let (index, result) = try await group.next() else { break }
        waiting[index] = result
        while let result = waiting.removeValue(forKey: received) {
          try Task.checkCancellation()
          try receive(items[received], try result.get())
          received += 1
        }
      }
    }
  }

  /// Whether another tensor may be begun.
  ///
  /// - Parameter chunkCounts: of the tensors that are worked on.
  private func hasRoom(besides chunkCounts: [Int]) -> Bool {
    if workers.count == 1 { return chunkCounts.isEmpty }
    return chunkCounts.count < 2 || chunkCounts.reduce(0, +) < 2 * workers.count
  }
}
