/// The only door to a terminal. Its calls are made by one runtime on the main actor.
@MainActor
public protocol TerminalBackend: AnyObject {
  /// The present size of the terminal.
  var size: Size { get }
  /// Whether mouse events are reported; a terminal without a mouse ignores it.
  var isMouseEnabled: Bool { get set }
  /// Takes over the terminal; from now on `receive` is called with every event.
  func start(_ receive: @escaping @MainActor (InputEvent) -> Void) throws
  /// Shows a frame.
  func present(_ canvas: Canvas)
  /// Asks the terminal to put a text on the clipboard; many terminals do, none confirms it.
  func copy(_ text: String)
  /// Gives the terminal back as it was.
  func stop()
}
