public import TerminalUI

/// The loop: action → update → effects → frame.
///
/// A class because it owns the state of a running program.
@MainActor
public final class Runtime<Backend: TerminalBackend> {
  public private(set) var state: AppState
  private let backend: Backend
  private let mailbox = Mailbox<Action>()
  private let environment: Environment
  private let runner: JobRunner
  /// The last of the files that are being written, one after the other.
  private var writing: Task<Void, Never>?
  /// When the frame for what happened is due; `nil` where the screen is up to date.
  private var frameDeadline: ContinuousClock.Instant?
  /// Jobs that were started since the last frame.
  private var freshJobs: [JobKind: JobID] = [:]
  private var settling: [CheckedContinuation<Void, Never>] = []
  private var hasEnded = false

  /// What a job that was just started may take before a frame without its answer is drawn. Most
  /// answer in time, and the screen never flickers through a placeholder.
  private static var grace: Duration { .milliseconds(8) }

  public init(state: AppState, backend: Backend, environment: Environment) {
    self.state = state
    self.backend = backend
    self.environment = environment
    let mailbox = mailbox
    runner = JobRunner(answer: environment.answer) { mailbox.post($0) }
  }

  /// Runs until the person quits or the terminal goes away. The terminal is given back at once, and
  /// jobs are left to end when they notice: one that waits for a disk can take for ever. Only files
  /// that are being written are waited for.
  ///
  /// - Throws: what the backend throws when it cannot take over the terminal.
  public func run() async throws {
    let mailbox = mailbox
    try backend.start { mailbox.post(.input($0)) }
    frameDeadline = .now + Self.grace
    handle(.input(.resized(backend.size)))
    while state.isRunning {
      await waitForWork()
      for action in mailbox.drain() where state.isRunning { handle(action) }
      if state.isRunning, isFrameDue { draw() }
      if isSettled { resumeSettling() }
    }
    backend.stop()
    runner.cancelAll()
    await writing?.value
    hasEnded = true
    resumeSettling()
  }

  /// Returns when everything that was sent is handled, every job has answered, and the frame that
  /// shows it is drawn; or when the program has ended.
  public func settled() async {
    guard !hasEnded else { return }
    mailbox.wake()
    await withCheckedContinuation { settling.append($0) }
  }

  private func handle(_ action: Action) {
    let before = state
    let effects = update(&state, action)
    if backend.isMouseEnabled != state.usesMouse { backend.isMouseEnabled = state.usesMouse }
    if state != before, frameDeadline == nil { frameDeadline = .now + Self.grace }
    if case .jobFinished(let id, _) = action, freshJobs[id.kind] == id {
      freshJobs[id.kind] = nil
    }
    for effect in effects { perform(effect) }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .ask(let id, let question):
      freshJobs[id.kind] = id
      runner.start(id, question)
    case .cancel(let kind):
      freshJobs[kind] = nil
      runner.cancel(kind)
    case .copy(let text): backend.copy(text)
    case .write(let file): write(file)
    case .quit: break
    }
  }

  private func write(_ file: ViewFile) {
    writing = Task { [environment, mailbox, writing] in
      await writing?.value
      mailbox.post(.viewWritten(file, await environment.write(file)))
    }
  }

  private func waitForWork() async {
    switch frameDeadline {
    case nil: await mailbox.wait()
    case .some where isFrameDue: return
    case .some(let deadline): await mailbox.wait(until: deadline)
    }
  }

  private var isFrameDue: Bool {
    guard let frameDeadline, mailbox.isEmpty else { return false }
    return freshJobs.isEmpty || ContinuousClock.now >= frameDeadline
  }

  private func draw() {
    handle(.frameDue)
    backend.present(state.frame)
    frameDeadline = nil
    freshJobs = [:]
  }

  private var isSettled: Bool {
    mailbox.isEmpty && frameDeadline == nil && !state.isWaitingForReports
  }

  private func resumeSettling() {
    for continuation in settling { continuation.resume() }
    settling = []
  }
}
