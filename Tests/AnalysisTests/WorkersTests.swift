import Dispatch
import Synchronization
import Testing

@testable import Analysis

@Suite struct WorkersTests {
  @Test(arguments: [1, 3]) func noMoreWorkThanThereAreWorkers(count: Int) async {
    let turns = Workers(count).takingTurns()
    let state = Mutex((now: 0, most: 0, ended: 0))
    await withTaskGroup { group in
      for turn in 0..<200 {
        let workers = turns(turn)
        group.addTask { @Sendable @concurrent in
          await workers.run {
            state.withLock {
              $0.now += 1
              $0.most = max($0.most, $0.now)
            }
            for _ in 0..<100 { _ = state.withLock { $0.now } }
            state.withLock {
              $0.now -= 1
              $0.ended += 1
            }
          }
        }
      }
    }
    let (now, most, ended) = state.withLock { $0 }
    #expect(now == 0 && ended == 200)
    #expect((1...count).contains(most))
  }

  /// All wait on the main actor, one after the other, while the only worker is held up.
  @Test @MainActor func theEarliestTurnGoesOnFirst() async {
    let turns = Workers(1).takingTurns()
    let workers = turns(0)
    let (begun, hasBegun) = AsyncStream<Never>.makeStream()
    let end = DispatchSemaphore(value: 0)
    let first = Task.detached {
      await workers.run {
        hasBegun.finish()
        end.wait()
      }
    }
    for await _ in begun {}
    let order = Mutex<[Int]>([])
    let later = [5, 3, 4, 3].map { turn in
      Task { @MainActor [workers = turns(turn)] in
        await workers.run { order.withLock { $0.append(turn) } }
      }
    }
    // Comes when all before it have stopped to wait.
    await Task { @MainActor in }.value
    end.signal()
    await first.value
    for task in later { await task.value }
    #expect(order.withLock { $0 } == [3, 3, 4, 5])
  }
}
