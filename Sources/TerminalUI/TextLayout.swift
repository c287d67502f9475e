/// Where a text that is too long loses its characters.
public enum Truncation: Sendable, Hashable {
  case start, middle, end
}

/// On which side of its column a text stands.
public enum Alignment: Sendable, Hashable {
  case left, right
}

/// The display text cut to at most `width` cells, with an ellipsis where something is missing.
///
/// Wide characters are never cut in half: the result may be one cell narrower than `width`.
public func truncated(
  _ text: String, to width: Int, at place: Truncation = .end, ellipsis: String = "…"
) -> String {
  guard displayWidth(text) > width else { return displayText(text) }
  let available = width - displayWidth(ellipsis)
  guard available > 0 else { return width == displayWidth(ellipsis) ? ellipsis : "" }
  switch place {
  case .end: return head(of: text, width: available) + ellipsis
  case .start: return ellipsis + tail(of: text, width: available)
  case .middle:
    let tail = tail(of: text, width: available / 2)
    return head(of: text, width: available - displayWidth(tail)) + ellipsis + tail
  }
}

/// The display text in exactly `width` cells: cut when it is longer, filled with blanks otherwise.
public func fitted(
  _ text: String, to width: Int, aligned alignment: Alignment = .left,
  truncatedAt place: Truncation = .end, ellipsis: String = "…"
) -> String {
  let shown = truncated(text, to: width, at: place, ellipsis: ellipsis)
  let padding = String(repeating: " ", count: max(width - displayWidth(shown), 0))
  return alignment == .left ? shown + padding : padding + shown
}

private typealias Symbol = (character: Character, width: Int)

/// Code points that suffice for one cell: a base and its marks.
private let scalarsPerCell = 5

private func head(of text: String, width: Int) -> String {
  let end = text.unicodeScalars.prefix(scalarsPerCell * (width + 1))
  return prefix(of: symbols(of: text[..<end.endIndex]), width: width)
}

/// One cell more than asked for is looked at, because the first symbol may have lost its base.
private func tail(of text: String, width: Int) -> String {
  let start = text.unicodeScalars.suffix(scalarsPerCell * (width + 1))
  return suffix(of: symbols(of: text[start.startIndex...]), width: width)
}

private func symbols(of text: Substring) -> [Symbol] {
  var symbols: [Symbol] = []
  forEachSymbol(in: text) { character, width in
    symbols.append((character, width))
    return true
  }
  return symbols
}

private func prefix(of symbols: some Sequence<Symbol>, width: Int) -> String {
  var result = ""
  var used = 0
  for symbol in symbols {
    guard used + symbol.width <= width else { break }
    result.append(symbol.character)
    used += symbol.width
  }
  return result
}

private func suffix(of symbols: [Symbol], width: Int) -> String {
  String(prefix(of: symbols.reversed(), width: width).reversed())
}
