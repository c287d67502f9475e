import Synchronization

/// How many chunks are worked on at a time.
struct Workers: Sendable {
  let count: Int
  /// Where others use the same workers.
  private var queue: (gate: Gate, turn: Int)?

  init(_ count: Int) { self.count = max(count, 1) }

  /// Calls `body` when a worker is free for it.
  func run<Result>(_ body: () -> Result) async -> Result {
    guard let queue else { return body() }
    await queue.gate.enter(queue.turn)
    defer { queue.gate.leave() }
    return body()
  }

  /// The same workers for several callers, who take turns: where more chunks wait than can be worked
  /// on, those of an earlier turn come first.
  func takingTurns() -> (Int) -> Workers {
    let gate = Gate(free: count)
    return { turn in
      var workers = self
      workers.queue = (gate, turn)
      return workers
    }
  }
}

/// Lets so many pass until others leave. A class, because all of them share it.
private final class Gate: Sendable {
  private struct State {
    var free: Int
    /// In the order in which they are let in.
    var waiting: [(turn: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state: Mutex<State>

  init(free: Int) { state = Mutex(State(free: free)) }

  func enter(_ turn: Int) async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.free == 0 else {
          state.free -= 1
          return true
        }
        let place = state.waiting.firstIndex { $0.turn > turn } ?? state.waiting.endIndex
        state.waiting.insert((turn, continuation), at: place)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation }
      state.free += 1
      return nil
    }
    next?.resume()
  }
}
