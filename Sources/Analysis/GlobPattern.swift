/// The shell's `*`, `?` and `[…]` over a whole name; `*` also crosses dots.
public struct GlobPattern: Sendable, Hashable {
  private enum Element: Sendable, Hashable {
    case literal(Character)
    case any
    case anySequence
    case oneOf([ClosedRange<Character>], isNegated: Bool)
  }

  /// As it was written.
  public let text: String
  private let elements: [Element]
  /// Whether the pattern is a plain name.
  public let isLiteral: Bool

  /// A `[` without its `]` stands for itself.
  public init(_ text: String) {
    self.text = text
    var elements: [Element] = []
    var rest = Substring(text)
    while let character = rest.popFirst() {
      switch character {
      case "*": elements.append(.anySequence)
      case "?": elements.append(.any)
      case "[": elements.append(Self.takeClass(&rest) ?? .literal(character))
      default: elements.append(.literal(character))
      }
    }
    self.elements = elements
    isLiteral = elements.allSatisfy { if case .literal = $0 { true } else { false } }
  }

  private static func takeClass(_ rest: inout Substring) -> Element? {
    var body = rest
    let isNegated = body.first == "!" || body.first == "^"
    if isNegated { body.removeFirst() }
    var ranges: [ClosedRange<Character>] = []
    // A `]` right at the start is one of the characters.
    while let first = body.popFirst(), first != "]" || ranges.isEmpty {
      if body.first == "-", let last = body.dropFirst().first, last != "]", first <= last {
        body.removeFirst(2)
        ranges.append(first...last)
      } else {
        ranges.append(first...first)
      }
      if body.first == "]" {
        rest = body.dropFirst()
        return .oneOf(ranges, isNegated: isNegated)
      }
    }
    return nil
  }

  /// Whether the whole of `name` matches.
  ///
  /// - Complexity: O(pattern · name), whatever the number of stars.
  public func matches(_ name: String) -> Bool {
    // A name may itself hold the characters of patterns.
    if name == text { return true }
    if isLiteral { return false }
    let characters = Array(name)
    var (element, position) = (0, 0)
    var retry: (element: Int, position: Int)?
    while position < characters.count {
      if element < elements.count, elements[element] == .anySequence {
        retry = (element, position)
        element += 1
      } else if element < elements.count, Self.matches(elements[element], characters[position]) {
        element += 1
        position += 1
      } else if let star = retry {
        // The last star takes one character more.
        retry = (star.element, star.position + 1)
        (element, position) = (star.element + 1, star.position + 1)
      } else {
        return false
      }
    }
    return elements[element...].allSatisfy { $0 == .anySequence }
  }

  private static func matches(_ element: Element, _ character: Character) -> Bool {
    switch element {
    case .literal(let literal): literal == character
    case .any, .anySequence: true
    case .oneOf(let ranges, let isNegated):
      ranges.contains { $0.contains(character) } != isNegated
    }
  }
}
