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

  /// Shows that `fraction` of a tensor with `count` weights is done, besides all tensors before.
  func update(_ name: String, count: Int, fraction: Double) {
    guard isShown else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if let last = state.lastDrawn, now - last < Self.interval { return }
      state.lastDrawn = now
      let done = (Double(state.finished) + Double(count) * fraction) / Double(total)
      let percent = fitted("\(Int(done * 100)) %", to: 5, aligned: .right)
      let text = truncated("\(percent)  \(name)", to: Self.maximumWidth, at: .middle)
      StandardError.write("\r\u{1B}[K" + text)
    }
  }

  /// Counts a tensor as done.
  func finish(count: Int) { state.withLock { $0.finished += count } }

  /// Removes the line.
  func clear() {
    guard state.withLock({ $0.lastDrawn }) != nil else { return }
    StandardError.write("\r\u{1B}[K")
  }
}
