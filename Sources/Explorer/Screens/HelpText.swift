import TerminalUI

/// The help, made from the key bindings and the settings.
enum HelpText {
  /// What Enter does on a line of the help.
  enum Action: Sendable, Equatable {
    case perform(Command, KeyTopic)
    /// Begins a line of the command line.
    case type(String)
  }

  struct Entry: Sendable, Equatable {
    let keys: String
    let help: String
    let action: Action
    /// What else it can be found by.
    let words: String
    /// Among all entries.
    let index: Int
  }

  enum Line: Sendable, Equatable {
    case heading(String)
    case entry(Entry)
    case blank
  }

  private struct Section: Sendable {
    let title: String
    let entries: [Entry]
  }

  private static let sections: [Section] = {
    var count = 0
    func entry(_ keys: String, _ help: String, _ action: Action, words: String = "") -> Entry {
      defer { count += 1 }
      return Entry(keys: keys, help: help, action: action, words: words, index: count)
    }
    let keys = KeyTopic.allCases.map { topic in
      let bindings = KeyMap.bindings.filter { $0.topic == topic }
      return Section(
        title: topic.title,
        entries: bindings.map { binding in
          entry(
            binding.keyText, binding.help, .perform(binding.command, topic),
            words: binding.hint ?? "")
        })
    }
    let settings = Setting.all.filter { $0.places.contains(.line) }.map { setting in
      let value = setting.placeholder == nil ? "" : " "
      return entry(
        ":" + setting.name, setting.help, .type(setting.name + value),
        words: setting.placeholder ?? "")
    }
    return keys + [Section(title: "On the command line", entries: settings)]
  }()

  static let entries = sections.flatMap(\.entries)

  private static let search = NameSearch(names: entries.map { "\($0.keys) \($0.help) \($0.words)" })

  static let lines = lines { _ in true }

  /// The entries whose keys or description match, under the titles of their sections.
  static func lines(matching filter: String) -> [Line] {
    let matches = Set(search.matches(filter).indices)
    return lines { matches.contains($0) }
  }

  private static func lines(where isShown: (Int) -> Bool) -> [Line] {
    let blocks = sections.compactMap { section -> [Line]? in
      let shown = section.entries.filter { isShown($0.index) }
      return shown.isEmpty ? nil : [.heading(section.title)] + shown.map { .entry($0) }
    }
    return Array(blocks.joined(separator: [.blank]))
  }

  static func entryRows(of lines: [Line]) -> [Int] {
    lines.indices.filter { if case .entry = lines[$0] { true } else { false } }
  }

  /// The cells of an entry's keys and description that a filter matches.
  static func matchedCells(
    of filter: String, in entry: Entry
  ) -> (keys: [Int], help: [Int]) {
    let offsets = search.places(of: filter, in: entry.index)
    let start = entry.keys.utf8.count + 1
    return (
      cells(ofOffsets: offsets, in: entry.keys),
      cells(ofOffsets: offsets.map { $0 - start }, in: entry.help)
    )
  }

  static let keyWidth = entries.map { displayWidth($0.keys) }.max() ?? 0

  static let width = keyWidth + 2 + (entries.map { displayWidth($0.help) }.max() ?? 0)
}

/// The cells at which the characters of a text begin that hold these bytes of it.
func cells(ofOffsets offsets: [Int], in text: String) -> [Int] {
  guard !offsets.isEmpty else { return [] }
  let wanted = Set(offsets)
  var cells: [Int] = []
  var (cell, offset) = (0, 0)
  for character in text {
    let end = offset + character.utf8.count
    if (offset..<end).contains(where: wanted.contains) { cells.append(cell) }
    cell += displayWidth(String(character))
    offset = end
  }
  return cells
}
