import Dispatch
import Synchronization
import Testing

@testable import Analysis

@Suite struct WorkersTests {
  @Test(arguments: [1, 3]) func noMoreWorkThanThereAreWorkers(count: Int) async {
    let turns = Workers(count).takingTurns()
    let (now, most, ended) = (Counter(), Counter(), Counter())
    await withTaskGroup { group in
      for turn in 0..<200 {
        let workers = turns(turn)
        group.addTask { @concurrent in
          await workers.run {
            most.raise(to: now.add(1))
            for _ in 0..<100 { most.raise(to: now.value) }
            now.add(-1)
            ended.add(1)
          }
        }
      }
    }
    #expect(ended.value == 200)
    #expect((1...count).contains(most.value))
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
