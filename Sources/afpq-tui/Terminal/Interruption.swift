import Checkpoints
import Dispatch
import Glibc
import Synchronization

/// Ends a command that is asked to end, by SIGINT, SIGTERM or SIGHUP: its task is cancelled, so
/// that it can tidy up, and shortly after the process ends whether or not the task did.
///
/// A class, because the signal sources live as long as somebody holds it.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  /// What a task is given to tidy up. A chunk of work may well take longer.
  private static let grace = DispatchTimeInterval.milliseconds(100)
  /// What the first signal makes of the exit status: the process's, as signals are.
  private static let received = Mutex<ExitStatus?>(nil)
  /// What the work has written, until the process is gone.
  private static let hold = Mutex<PartialHold?>(nil)

  /// - Parameters:
  ///   - target: what the work writes; of it nothing unfinished stays.
  ///   - ready: called when no signal is missed any more.
  init(
    of work: Task<Void, any Error>, target: String?, ready: @escaping @Sendable () -> Void
  ) {
    let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
    let registrations = DispatchGroup()
    sources = Self.signals.map { number, status in
      // The default action would end the process before the source hears of the signal.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        Self.receive(status, target: target)
        work.cancel()
        queue.asyncAfter(deadline: .now() + Self.grace) { Self.end(status, target: target) }
      }
      registrations.enter()
      source.setRegistrationHandler { registrations.leave() }
      source.activate()
      return source
    }
    registrations.notify(queue: queue, execute: ready)
  }

  /// A hang-up that the caller ignores, as `nohup` does, stays ignored.
  private static var signals: [(number: Int32, status: ExitStatus)] {
    let hangUp = signal(SIGHUP, SIG_IGN)
    let isIgnored = unsafeBitCast(hangUp, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    return [(SIGINT, .interrupted), (SIGTERM, .terminated)]
      + (isIgnored ? [] : [(SIGHUP, .hungUp)])
  }

  /// Freeing gigabytes of a partial file would take longer than the process may.
  private static func receive(_ status: ExitStatus, target: String?) {
    let isFirst = received.withLock { first in
      defer { first = first ?? status }
      return first == nil
    }
    if isFirst, let target { hold.withLock { $0 = PartialHold(of: target) } }
  }

  private static func end(_ status: ExitStatus, target: String?) {
    if let target { removePartial(of: target) }
    // The progress line is still there, and the shell's prompt must not follow it.
    if StandardError.isTerminal { StandardError.write("\n") }
    _exit(status.rawValue)
  }

  /// Leaves the signals ignored: there is nothing left to end.
  ///
  /// - Returns: the status to end with, where a signal arrived.
  func cancel() -> ExitStatus? {
    for source in sources { source.cancel() }
    return Self.received.withLock { $0 }
  }
}
