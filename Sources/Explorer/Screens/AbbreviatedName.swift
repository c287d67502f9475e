import TerminalUI

/// The name of a tensor in at most `width` cells: the modules from the outermost on become their
/// first letters, those that are not numbered go where too little is left to the last word, and
/// then that is cut; numbers stay, because they say which layer it is.
func abbreviated(_ name: String, to width: Int) -> String {
  var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  if parts.count > 1, parts.last == "weight" { parts.removeLast() }
  let whole = parts
  for position in parts.indices.dropLast() {
    guard displayWidth(parts.joined(separator: ".")) > width else { break }
    if !isNumber(parts[position]) { parts[position] = String(parts[position].prefix(1)) }
  }
  let word = parts.removeLast()
  let needed = min(displayWidth(word), 6)
  while width - modulesWidth(parts) < needed, let position = unnumberedModule(in: parts) {
    parts.remove(at: position)
  }
  let room = width - modulesWidth(parts)
  guard room >= min(needed, 4) else {
    return truncated(whole.joined(separator: "."), to: width, at: .middle)
  }
  return parts.map { $0 + "." }.joined() + truncated(word, to: room, at: .middle)
}

/// Whether a component of a name says which of several modules is meant.
func isNumber(_ component: some StringProtocol) -> Bool {
  !component.isEmpty && component.utf8.allSatisfy { (0x30...0x39).contains($0) }
}

private func modulesWidth(_ modules: [String]) -> Int {
  modules.reduce(0) { $0 + displayWidth($1) + 1 }
}

/// The outermost module that neither is a number nor stands before one.
private func unnumberedModule(in modules: [String]) -> Int? {
  modules.indices.first { position in
    let next = modules.index(after: position)
    return !isNumber(modules[position])
      && !(modules.indices.contains(next) && isNumber(modules[next]))
  }
}
