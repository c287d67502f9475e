/// The keys of the objects that enclose the current position, to find one that appears twice.
///
/// All objects share one stack, because a header has tens of thousands of tiny objects: a few keys
/// are compared one by one, and only a large object gets a hash set. Keys are equal when their
/// bytes are, as the format means it, not when Unicode calls them equivalent.
struct OpenKeys {
  /// From this many keys on an object gets a set.
  private static let setThreshold = 16

  private var stack: [ExactString] = []
  private var start = 0
  private var large: KeySet?

  /// What to restore when the object is closed.
  struct Mark {
    fileprivate let start: Int
    fileprivate let large: KeySet?
  }

  mutating func open() -> Mark {
    let mark = Mark(start: start, large: large.take())
    start = stack.count
    return mark
  }

  mutating func close(_ mark: consuming Mark) {
    stack.removeSubrange(start...)
    start = mark.start
    large = mark.large
  }

  /// - Returns: `false` when the innermost object has the key already.
  mutating func insert(_ key: ExactString) -> Bool {
    if large != nil { return large?.insert(key) ?? false }
    for index in start..<stack.count where stack[index] == key { return false }
    stack.append(key)
    if stack.count - start >= Self.setThreshold { large = KeySet(stack[start...]) }
    return true
  }
}
