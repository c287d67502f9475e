/// What happened and was not handled yet.
///
/// A class because everything that happens shares it. Unlike an `AsyncStream` it can be emptied at
/// once, so that one frame answers all events that arrived together.
@MainActor
final class Mailbox<Message> {
  private var messages: [Message] = []
  private var waiting: CheckedContinuation<Void, Never>?

  var isEmpty: Bool { messages.isEmpty }

  func post(_ message: Message) {
    messages.append(message)
    wake()
  }

  func drain() -> [Message] {
    defer { messages = [] }
    return messages
  }

  /// Returns when there is a message.
  func wait() async {
    guard messages.isEmpty else { return }
    await withCheckedContinuation { waiting = $0 }
  }

  /// Returns when there is a message, at `deadline` at the latest.
  func wait(until deadline: ContinuousClock.Instant) async {
    guard messages.isEmpty else { return }
    let alarm = Task {
      try? await Task.sleep(until: deadline, clock: .continuous)
      if !Task.isCancelled { wake() }
    }
    await withCheckedContinuation { waiting = $0 }
    alarm.cancel()
  }

  /// Ends a wait without a message.
  func wake() {
    waiting?.resume()
    waiting = nil
  }
}
