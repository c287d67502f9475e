import CursesShim
import Dispatch
import Glibc
public import TerminalUI

/// Shows frames with ncurses and turns the terminal's input and signals into events.
///
/// A class because it owns the one terminal of the process. Ctrl-Z and SIGTSTP stop the job and
/// Ctrl-L repaints here, without an event: both concern the terminal alone.
@MainActor
public final class CursesBackend: TerminalBackend {
  /// What the command line decides about the terminal.
  public struct Options: Sendable, Hashable {
    public var colors: ColorMode
    /// Only bytes below 0x80 are written; also the case when the locale is not UTF-8.
    public var isASCIIOnly: Bool
    public var usesMouse: Bool

    public init(colors: ColorMode = .automatic, isASCIIOnly: Bool = false, usesMouse: Bool = true) {
      self.colors = colors
      self.isASCIIOnly = isASCIIOnly
      self.usesMouse = usesMouse
    }
  }

  /// Whether the environment's character encoding is UTF-8; otherwise frames are written in ASCII.
  public let supportsUnicode: Bool
  /// The signal that asked the program to end.
  public private(set) var terminationSignal: Int32?

  private let options: Options
  private var sources: [any DispatchSourceProtocol] = []
  private var receive: (@MainActor (InputEvent) -> Void)?
  private var decoder = KeyDecoder()
  private var writer = FrameWriter(capability: .none)
  private var lastFrame: Canvas?

  public init(options: Options = Options()) {
    self.options = options
    supportsUnicode = curses_shim_use_environment_locale()
  }

  public var size: Size {
    Size(columns: Int(curses_shim_columns()), rows: Int(curses_shim_rows()))
  }

  public var isMouseEnabled: Bool = false {
    didSet { curses_shim_set_mouse(isMouseEnabled) }
  }

  public func start(
    _ receive: @escaping @MainActor (InputEvent) -> Void
  ) throws(CursesBackendError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "standard input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "standard output") }
    let choice = TerminalChoice(
      mode: options.colors, environment: Self.environment(["TERM", "COLORTERM", "NO_COLOR"])
    ) { name in
      let colors = curses_shim_colors_of(name)
      return colors < 0 ? nil : Int(colors)
    }
    switch curses_shim_start(choice.terminal, choice.colors) {
    case CURSES_SHIM_OK: break
    case CURSES_SHIM_NO_CURSOR_MOTION: throw .noCursorMotion(terminal: choice.terminal)
    case CURSES_SHIM_NO_SIGNALS: throw .noSignals
    default: throw .unknownTerminal(choice.terminal)
    }
    self.receive = receive
    terminationSignal = nil
    let shown = ColorCapability(colors: Int(curses_shim_colors()))
    writer = FrameWriter(capability: min(choice.capability, shown))
    isMouseEnabled = options.usesMouse
    listen(to: STDIN_FILENO) { backend in backend.drainInput() }
    listen(to: curses_shim_signal_pipe()) { backend in backend.drainSignals() }
  }

  public func present(_ canvas: Canvas) {
    guard receive != nil else { return }
    lastFrame = canvas
    writer.write(supportsUnicode && !options.isASCIIOnly ? canvas : canvas.inASCII())
  }

  public func copy(_ text: String) {
    let bytes = ClipboardSequence.bytes(copying: text)
    bytes.withUnsafeBytes {
      curses_shim_write(
        $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: $0.count))
    }
  }

  public func stop() {
    for source in sources { source.cancel() }
    sources = []
    receive = nil
    lastFrame = nil
    curses_shim_stop()
  }

  /// Ends the process by the signal that asked for it, so that its parent sees the usual status.
  ///
  /// Returns when there was no such signal. To be called after `stop`, when all else is put away.
  public func endProcessByTerminationSignal() {
    if let terminationSignal { curses_shim_end_by(terminationSignal) }
  }

  private static func environment(_ names: [String]) -> [String: String] {
    var values: [String: String] = [:]
    for name in names {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    return values
  }

  private func listen(
    to descriptor: Int32, _ handle: @escaping @MainActor (CursesBackend) -> Void
  ) {
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
    source.setEventHandler { [weak self] in
      MainActor.assumeIsolated {
        if let self, self.receive != nil { handle(self) }
      }
    }
    sources.append(source)
    source.resume()
  }
}

// MARK: Input

extension CursesBackend {
  private func drainInput() {
    var isFirst = true
    while receive != nil {
      let input = curses_shim_poll()
      if input.kind == CURSES_SHIM_INPUT_NONE { break }
      isFirst = false
      decoder.decode(input).forEach(handle)
    }
    decoder.finish().forEach(handle)
    // Woken without anything to read: the terminal is gone, and would wake us forever.
    if isFirst, curses_shim_input_ended() { end() }
  }

  private func handle(_ event: InputEvent) {
    switch event {
    case .key(.control("z")): suspend()
    case .key(.control("l")): repaint()
    default: receive?(event)
    }
  }

  private func end() {
    let receive = receive
    for source in sources { source.cancel() }
    sources = []
    receive?(.terminated)
  }
}

// MARK: Signals

extension CursesBackend {
  private func drainSignals() {
    var number: UInt8 = 0
    var received: Set<Int32> = []
    while read(curses_shim_signal_pipe(), &number, 1) == 1 { received.insert(Int32(number)) }
    if let signal = received.intersection([SIGINT, SIGTERM, SIGHUP, SIGQUIT]).min() {
      terminationSignal = signal
      receive?(.terminated)
      return
    }
    if received.contains(SIGTSTP) { suspend() }
    if received.contains(SIGCONT) { resume() }
    if received.contains(SIGWINCH) { resize() }
  }

  /// Gives the terminal back, stops the job, and repaints when it is continued.
  private func suspend() {
    curses_shim_suspend()
    repaint()
  }

  /// Somebody else stopped the process, and a shell may have used the terminal in between.
  private func resume() {
    curses_shim_resume()
    repaint()
  }

  private func resize() {
    curses_shim_update_size()
    writer.invalidate()
    receive?(.resized(size))
  }

  private func repaint() {
    curses_shim_invalidate()
    writer.invalidate()
    if let lastFrame, lastFrame.size == size { return present(lastFrame) }
    receive?(.resized(size))
  }
}
