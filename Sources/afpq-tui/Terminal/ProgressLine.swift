import Glibc
import Synchronization
import TerminalUI

/// A line on standard error that says how far a command is, redrawn in place.
///
/// It is drawn only on a terminal, at most ten times a second, and removed in the end. A class,
/// because the tasks that report progress share it.
final class ProgressLine: Sendable {
  private struct State {
    var lastDrawn: ContinuousClock.Instant?
    var finished = 0
    /// How many weights are done of every tensor that is worked on.
    var underWay: [String: Double] = [:]
  }

  private let total: Int
  private let isShown: Bool
  private let state = Mutex(State())

  private static let interval = Duration.milliseconds(100)
  private static let maximumWidth = 79

  /// - Parameter total: the number of weights that are to be worked on.
  init(total: Int, isQuiet: Bool) {
    self.total = max(total, 1)
    isShown = !isQuiet && StandardError.isTerminal && terminalType != "dumb"
  }

  /// Shows that `fraction` of a tensor with `count` weights is done, besides all other tensors.
  func update(_ name: String, count: Int, fraction: Double) {
    guard isShown else { return }
    state.withLock { state in
      state.underWay[name] = Double(count) * fraction
      let now = ContinuousClock.now
      if let last = state.lastDrawn, now - last < Self.interval { return }
      state.lastDrawn = now
      let done = state.underWay.values.reduce(Double(state.finished), +) / Double(total)
      let percent = fitted("\(Int(done * 100)) %", to: 5, aligned: .right)
      let text = truncated("\(percent)  \(name)", to: Self.maximumWidth, at: .middle)
      StandardError.write("\r\u{1B}[K" + text)
    }
  }

  /// Counts a tensor as done.
  func finish(_ name: String, count: Int) {
    state.withLock { state in
      state.finished += count
      state.underWay[name] = nil
    }
  }

  /// Removes the line.
  func clear() { makeWay {} }

  /// Removes the line and writes something else in its place.
  func makeWay(for write: () -> Void) {
    state.withLock { state in
      if state.lastDrawn != nil { StandardError.write("\r\u{1B}[K") }
      state.lastDrawn = nil
      write()
    }
  }
}
