/// What a line that is being typed can go on with.
struct Completion: Sendable, Equatable {
  struct Candidate: Sendable, Equatable {
    let text: String
    /// The value that is set, and what the command does.
    var current = ""
    var help = ""
    /// Whether a value can follow.
    var takesValue = false
  }

  /// More are not looked through by stepping.
  static let maximumCount = 200

  /// What is being chosen: a command, or the value of one.
  let title: String
  /// What stands before the completed word.
  let head: String
  /// The word as it was typed.
  let typed: String
  let candidates: [Candidate]
  /// The candidate that stands in the line; `nil` for what was typed.
  private(set) var chosen: Int?

  /// The line up to the cursor, with the chosen candidate.
  var text: String { head + (chosen.map { candidates[$0].text } ?? typed) }

  /// Takes the next (1) or previous (−1) candidate; before the first and after the last comes what
  /// was typed.
  mutating func step(by step: Int) {
    let places = candidates.count + 1
    let next = ((chosen ?? -1) + 1 + step + places) % places
    chosen = next == 0 ? nil : next - 1
  }

  mutating func choose(_ candidate: Int) { chosen = candidate }
}

extension AppState {
  /// - Parameter text: the line up to the cursor.
  func completion(of text: String) -> Completion {
    let line = CommandLineText(text)
    guard line.hasValue else {
      let offered = Setting.all.filter { $0.places.contains(.line) }
      let names = Setting.matching(line.name, in: offered.map(\.name))
      return Completion(
        title: "commands", head: "", typed: line.name,
        candidates: offered.compactMap { setting in
          let isNamed = names.contains(setting.name)
          guard let text = isNamed ? setting.name : setting.alias(continuing: line.name) else {
            return nil
          }
          return Completion.Candidate(
            text: text, current: setting.current(self) ?? "", help: setting.help,
            takesValue: setting.placeholder != nil)
        })
    }
    guard let setting = try? Setting.meant(by: line.name) else {
      return Completion(title: "", head: text, typed: "", candidates: [])
    }
    return Completion(
      title: "\(setting.usage)   \(setting.help)", head: line.head, typed: line.value,
      candidates: setting.candidates(self, line.value).prefix(Completion.maximumCount).map {
        Completion.Candidate(text: $0)
      })
  }
}

/// A line of the command line: a name, and behind a blank or an equals sign its value.
struct CommandLineText: Sendable, Equatable {
  let name: String
  /// The name and what separates it from the value.
  let head: String
  let value: String
  /// Whether the name is finished.
  let hasValue: Bool

  init(_ text: String) {
    let isSeparator: (Character) -> Bool = { $0 == " " || $0 == "=" }
    let start = text.prefix { $0 == " " || $0 == ":" }.endIndex
    let end = text[start...].firstIndex(where: isSeparator) ?? text.endIndex
    let valueStart = text[end...].firstIndex { !isSeparator($0) } ?? text.endIndex
    name = String(text[start..<end])
    head = String(text[..<valueStart])
    value = String(text[valueStart...])
    hasValue = end < text.endIndex
  }
}
