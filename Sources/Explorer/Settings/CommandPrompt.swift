import TerminalUI

/// The command line: what is being typed, and the lines before it.
struct CommandPrompt: Sendable, Equatable {
  /// What is typed; `nil` while the line is closed.
  private(set) var editor: LineEditor?
  var completion: Completion?
  /// Why the line could not be run; gone with the next key.
  var failure: String?
  private(set) var history: [String] = []
  /// The line of the history that is shown; its count for the one that is being typed.
  private var position = 0
  /// What was typed before the history was looked through.
  private var draft = ""

  private static let maximumHistory = 100

  var isOpen: Bool { editor != nil }

  mutating func open(_ text: String = "") {
    editor = LineEditor(text)
    (position, draft) = (history.count, text)
  }

  mutating func close() {
    editor = nil
    completion = nil
    failure = nil
  }

  mutating func edit(_ change: (inout LineEditor) -> Void) {
    guard var line = editor else { return }
    change(&line)
    editor = line
    failure = nil
  }

  /// Shows an older (−1) or newer (1) line.
  mutating func recall(by step: Int) {
    guard let line = editor, (0...history.count).contains(position + step) else { return }
    if position == history.count { draft = line.text }
    position += step
    editor = LineEditor(position == history.count ? draft : history[position])
    failure = nil
  }

  mutating func remember(_ line: String) {
    history.removeAll { $0 == line }
    history.append(line)
    history.removeFirst(max(history.count - Self.maximumHistory, 0))
  }
}
