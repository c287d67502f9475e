import TerminalUI

/// The help while it is open: its filter, the lines that remain, and where the cursor is.
struct HelpPanel: Sendable, Equatable {
  private(set) var filter = LineEditor()
  /// Whether keys go into the filter.
  var isEditingFilter = false
  private(set) var lines = HelpText.lines
  /// The positions of the entries among the lines.
  private(set) var entryRows = HelpText.entryRows(of: HelpText.lines)
  /// A position in `entryRows`; 0 where there are none.
  private(set) var cursor = 0
  /// The first line on the screen.
  private(set) var firstRow = 0

  init(filter text: String = "") {
    guard !text.isEmpty else { return }
    edit { $0 = LineEditor(text) }
  }

  /// The line under the cursor.
  var cursorRow: Int? { entryRows.indices.contains(cursor) ? entryRows[cursor] : nil }

  var selected: HelpText.Entry? {
    guard let cursorRow, case .entry(let entry) = lines[cursorRow] else { return nil }
    return entry
  }

  mutating func edit(_ change: (inout LineEditor) -> Void) {
    let before = filter.text
    change(&filter)
    guard filter.text != before else { return }
    lines = HelpText.lines(matching: filter.text)
    entryRows = HelpText.entryRows(of: lines)
    (cursor, firstRow) = (0, 0)
  }

  mutating func move(_ step: Step, page: Int) {
    cursor = step.applied(to: cursor, count: entryRows.count, page: page)
  }

  mutating func moveCursor(toRow row: Int) {
    if let entry = entryRows.firstIndex(of: row) { cursor = entry }
  }

  /// Scrolls as little as possible so that the cursor is on the screen, under its heading where it
  /// is the first of its section.
  mutating func scroll(height: Int) {
    guard let cursorRow else { return }
    let isFirst = cursorRow > 0 && !entryRows.contains(cursorRow - 1)
    let heading = scrolled(
      firstRow, toShow: cursorRow - (isFirst ? 1 : 0), of: lines.count, height: height)
    firstRow = scrolled(heading, toShow: cursorRow, of: lines.count, height: height)
  }
}
