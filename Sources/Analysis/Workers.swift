import Synchronization

/// Who works on chunks: so many at a time, whatever tensors the chunks are of and whoever asks.
struct Workers: Sendable {
  let count: Int
  /// Where more chunks wait than can be worked on, those of an earlier turn come first.
  var turn = 0
  private let gate: Gate

  init(_ count: Int) {
    self.count = max(count, 1)
    gate = Gate(free: self.count)
  }

  /// Calls `body` when one of the workers is free.
  func run<Result>(_ body: () -> Result) async -> Result {
    await gate.enter(turn)
    defer { gate.leave() }
    return body()
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
