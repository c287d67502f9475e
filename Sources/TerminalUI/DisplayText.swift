/// The text as it is shown: everything that could move the cursor, reorder or hide text is escaped.
///
/// Escape sequences, newlines, bidirectional controls, zero-width and private characters become
/// `\n`, `\x1b` or `\u{202e}`; a combining mark without a base, and the fifth mark on one base,
/// too. Every text from a file goes through here before it reaches a screen, a report or a file
/// name. The result is its own display text.
public func displayText(_ text: String) -> String {
  if isPrintableASCII(text) { return text }
  var shown = ""
  forEachSymbol(in: text) { symbol, _ in
    shown.append(symbol)
    return true
  }
  return shown
}

/// The number of cells that `displayText` of this text takes.
public func displayWidth(_ text: String) -> Int {
  if isPrintableASCII(text) { return text.utf8.count }
  var width = 0
  forEachSymbol(in: text) { _, symbolWidth in
    width += symbolWidth
    return true
  }
  return width
}

/// Looks at all bytes at once instead of stopping at the first that is not: a table of a million
/// rows asks for every cell.
func isPrintableASCII(_ text: String) -> Bool {
  let bytes = text.utf8.span
  var others: UInt8 = 0
  for index in bytes.indices { others |= bytes[index] &- 0x20 > 0x5E ? 1 : 0 }
  return others == 0
}

/// Calls `body` with every symbol of the shown text and its width in cells until it returns false.
///
/// A symbol is one character of width one or two together with its combining marks. Emoji
/// sequences are taken apart, since terminals disagree about the width of the whole.
func forEachSymbol(in text: some StringProtocol, _ body: (Character, Int) -> Bool) {
  var pending: (symbol: Character, width: Int)?
  for scalar in text.unicodeScalars {
    let kind = ScalarKind(scalar)
    if kind == .mark, let base = pending, let joined = base.symbol.joined(with: scalar) {
      pending = (joined, base.width)
      continue
    }
    if let symbol = pending, !body(symbol.symbol, symbol.width) { return }
    pending = nil
    if case .printable(let width) = kind {
      pending = (Character(scalar), width)
      continue
    }
    for symbol in escape(of: scalar) where !body(symbol, 1) { return }
  }
  if let symbol = pending { _ = body(symbol.symbol, symbol.width) }
}

private func escape(of scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": return "\\n"
  case "\r": return "\\r"
  case "\t": return "\\t"
  default: break
  }
  let digits = String(scalar.value, radix: 16)
  guard scalar.value >= 0x100 else { return "\\x" + (digits.count == 1 ? "0" : "") + digits }
  return "\\u{" + digits + "}"
}

extension Character {
  /// Terminals and their libraries keep few marks per cell; ncurses keeps four.
  private static let maximumMarks = 4

  fileprivate func joined(with mark: Unicode.Scalar) -> Character? {
    guard unicodeScalars.count <= Self.maximumMarks else { return nil }
    var text = String(self)
    text.unicodeScalars.append(mark)
    return text.count == 1 ? Character(text) : nil
  }

  /// The cells this symbol takes, `nil` when it is not one symbol that a cell may hold.
  var cellWidth: Int? {
    if let ascii = asciiValue { return (0x20..<0x7F).contains(ascii) ? 1 : nil }
    var found: Int?
    forEachSymbol(in: String(self)) { symbol, width in
      found = found == nil && symbol == self ? width : nil
      return found != nil
    }
    return found
  }
}
