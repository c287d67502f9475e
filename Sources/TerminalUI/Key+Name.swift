extension Key {
  /// A key by the name that tmux has for it: `a`, `Enter`, `C-d`, `PageDown`, `F1`. Names of more
  /// than one letter are understood in any case.
  public init?(name: String) {
    if name.count == 1, let character = name.first, character.isPrintable {
      self = .character(character)
    } else if let key = Self.named[name.lowercased()] {
      self = key
    } else if let letter = name.letter(after: ["C-", "c-", "^"]) {
      self = .control(letter)
    } else if name.lowercased().hasPrefix("f"), let number = Int(name.dropFirst()),
      (1...63).contains(number)
    {
      self = .function(number)
    } else {
      return nil
    }
  }

  private static let named: [String: Key] = [
    "up": .up, "down": .down, "left": .left, "right": .right,
    "home": .home, "end": .end,
    "ppage": .pageUp, "pageup": .pageUp, "pgup": .pageUp,
    "npage": .pageDown, "pagedown": .pageDown, "pgdn": .pageDown,
    "enter": .enter, "escape": .escape, "esc": .escape, "space": .character(" "),
    "tab": .tab, "btab": .backTab, "bspace": .backspace, "dc": .delete, "delete": .delete,
  ]
}

extension Character {
  fileprivate var isPrintable: Bool { cellWidth != nil && self != " " }
}

extension String {
  /// The only letter behind one of some prefixes, in lower case.
  fileprivate func letter(after prefixes: [String]) -> Character? {
    guard let prefix = prefixes.first(where: hasPrefix), count == prefix.count + 1,
      let letter = last?.lowercased(), ("a"..."z").contains(letter)
    else { return nil }
    return Character(letter)
  }
}
