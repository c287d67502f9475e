import Checkpoints
import Dispatch
import Glibc

/// Ends a command when SIGINT arrives: its task is cancelled, so that it can tidy up, and shortly
/// after the process ends whether or not the task did.
///
/// A class, because the signal source lives as long as somebody holds it.
final class Interruption {
  private let source: any DispatchSourceSignal

  /// What a task is given to tidy up. A chunk of work may well take longer.
  private static let grace = DispatchTimeInterval.milliseconds(100)

  /// - Parameters:
  ///   - target: what the work writes; of it nothing unfinished stays.
  ///   - ready: called when no signal is missed any more.
  init(
    of work: Task<Void, any Error>, target: String?, ready: @escaping @Sendable () -> Void
  ) {
    let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
    // The default action would end the process before the source hears of the signal.
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: queue)
    source.setEventHandler {
      work.cancel()
      queue.asyncAfter(deadline: .now() + Self.grace) {
        if let target { removePartial(of: target) }
        // The progress line is still there, and the shell's prompt must not follow it.
        if StandardError.isTerminal { StandardError.write("\n") }
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
    source.setRegistrationHandler(handler: ready)
    source.activate()
  }

  /// Leaves SIGINT ignored: there is nothing left to end.
  func cancel() { source.cancel() }
}
