import TerminalUI

/// Text from a file is shown without anything that a terminal could act on, is its own display
/// text, takes the cells that it is said to take, and fits where it is made to.
func brokenTextPromise(_ input: [UInt8]) -> String? {
  let text = String(decoding: input.dropFirst(), as: UTF8.self)
  let shown = displayText(text)
  let isSafe = shown.unicodeScalars.allSatisfy { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
    default: true
    }
  }
  guard isSafe else { return "a control character reaches the screen" }
  guard displayText(shown).utf8.elementsEqual(shown.utf8) else {
    return "the display text is not its own"
  }
  guard displayWidth(shown) == displayWidth(text) else { return "the width is another" }
  let width = Int(input.first ?? 0)
  for place in [Truncation.start, .middle, .end] {
    guard displayWidth(fitted(text, to: width, truncatedAt: place)) == width else {
      return "a text does not fit into \(width) cells"
    }
  }
  return nil
}
