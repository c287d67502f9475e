import TerminalUI

/// Text from a file is shown without anything that a terminal could act on, is its own display
/// text, takes the cells that it is said to take, and fits where it is made to.
///
/// The first byte is a width. The others are text as a header holds it, in UTF-8 and, as after
/// `\u`, in UTF-16, where a fuzzer that sees a number compared can write it.
func brokenTextPromise(_ input: [UInt8]) -> String? {
  let width = Int(input.first ?? 0)
  let bytes = input.dropFirst()
  let units = zip(bytes, bytes.dropFirst()).enumerated()
    .compactMap { $0.isMultiple(of: 2) ? UInt16($1.0) | UInt16($1.1) << 8 : nil }
  return brokenPromise(of: String(decoding: bytes, as: UTF8.self), width: width)
    ?? brokenPromise(of: String(decoding: units, as: UTF16.self), width: width)
}

private func brokenPromise(of text: String, width: Int) -> String? {
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
  for place in [Truncation.start, .middle, .end] {
    guard displayWidth(fitted(text, to: width, truncatedAt: place)) == width else {
      return "a text does not fit into \(width) cells"
    }
  }
  return nil
}
