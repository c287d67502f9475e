public import TerminalUI

/// Everything the screen shows. Equal states draw equal frames.
public struct AppState: Sendable, Equatable {
  public var size: Size

  public init(size: Size) { self.size = size }
}
