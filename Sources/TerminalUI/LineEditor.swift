/// A line of text that is being typed, and where its cursor is.
public struct LineEditor: Sendable, Hashable {
  /// What a key does to the line.
  public enum Edit: Sendable, Hashable, CaseIterable {
    case left, right, home, end
    case deleteBefore, deleteAfter
    /// Up to the cursor, and from the cursor on.
    case clearBefore, clearAfter
    /// The word before the cursor, and the blanks behind it.
    case deleteWord
  }

  public private(set) var beforeCursor: String
  public private(set) var afterCursor: String

  /// A key that is stuck must not fill the memory.
  private static let maximumByteCount = 4096

  /// - Parameter text: the line; the cursor is at its end.
  public init(_ text: String = "") {
    beforeCursor = text
    afterCursor = ""
  }

  public var text: String { beforeCursor + afterCursor }
  public var isEmpty: Bool { beforeCursor.isEmpty && afterCursor.isEmpty }
  /// The number of characters before the cursor.
  public var cursor: Int { beforeCursor.count }

  public mutating func insert(_ character: Character) {
    guard beforeCursor.utf8.count + afterCursor.utf8.count < Self.maximumByteCount else { return }
    beforeCursor.append(character)
  }

  /// Puts another text in the place of what is before the cursor.
  public mutating func replaceBeforeCursor(with text: String) { beforeCursor = text }

  public mutating func perform(_ edit: Edit) {
    switch edit {
    case .left:
      if let character = beforeCursor.popLast() { afterCursor = String(character) + afterCursor }
    case .right:
      guard !afterCursor.isEmpty else { return }
      beforeCursor.append(afterCursor.removeFirst())
    case .home: (beforeCursor, afterCursor) = ("", text)
    case .end: (beforeCursor, afterCursor) = (text, "")
    case .deleteBefore: _ = beforeCursor.popLast()
    case .deleteAfter: afterCursor = String(afterCursor.dropFirst())
    case .clearBefore: beforeCursor = ""
    case .clearAfter: afterCursor = ""
    case .deleteWord:
      while beforeCursor.last == " " { beforeCursor.removeLast() }
      while let last = beforeCursor.last, last != " " { beforeCursor.removeLast() }
    }
  }
}
