/// A terminal in memory: keeps the last frame, so that a test or a script can read it.
///
/// A class because it is the shared, changing end of the loop, as a real terminal is.
@MainActor
public final class HeadlessBackend: TerminalBackend {
  public private(set) var size: Size
  public private(set) var lastFrame: Canvas?
  /// Number of frames presented.
  public private(set) var frameCount = 0
  /// The text copied last.
  public private(set) var copiedText: String?
  public var isMouseEnabled = false
  private var receive: (@MainActor (InputEvent) -> Void)?

  public init(size: Size) { self.size = size }

  public func start(_ receive: @escaping @MainActor (InputEvent) -> Void) {
    self.receive = receive
  }

  public func present(_ canvas: Canvas) {
    lastFrame = canvas
    frameCount += 1
  }

  public func copy(_ text: String) { copiedText = text }

  public func stop() { receive = nil }

  /// Sends an event as the terminal would.
  public func send(_ event: InputEvent) {
    if case .resized(let size) = event { self.size = size }
    receive?(event)
  }
}
