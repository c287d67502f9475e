/// A key as a person names it.
public enum Key: Sendable, Hashable {
  case character(Character)
  /// Control and a lower-case letter.
  case control(Character)
  case function(Int)
  case up, down, left, right, home, end, pageUp, pageDown
  case enter, escape, tab, backTab, backspace, delete
}

/// What a mouse did, in cells of the screen.
public struct MouseEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case press, release, scrollUp, scrollDown }
  public var kind: Kind
  public var x: Int
  public var y: Int

  public init(kind: Kind, x: Int, y: Int) {
    self.kind = kind
    self.x = x
    self.y = y
  }
}

/// What a terminal tells the program.
public enum InputEvent: Sendable, Hashable {
  case key(Key)
  case mouse(MouseEvent)
  case resized(Size)
  /// The terminal went away or asked the program to end.
  case terminated
}
