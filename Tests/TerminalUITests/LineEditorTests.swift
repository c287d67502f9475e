import TerminalUI
import Testing

@Suite struct LineEditorTests {
  /// The line with a bar at the cursor.
  private func marked(_ line: LineEditor) -> String { line.beforeCursor + "|" + line.afterCursor }

  @Test(
    arguments: [
      ([.left], "one two|", "one tw|o"),
      ([.left, .left, .right], "one two|", "one tw|o"),
      ([.right], "one two|", "one two|"),
      ([.home], "one two|", "|one two"),
      ([.home, .left], "one two|", "|one two"),
      ([.home, .end], "one two|", "one two|"),
      ([.deleteBefore], "one two|", "one tw|"),
      ([.home, .deleteBefore], "one two|", "|one two"),
      ([.home, .deleteAfter], "one two|", "|ne two"),
      ([.deleteAfter], "one two|", "one two|"),
      ([.deleteWord], "one two|", "one |"),
      ([.deleteWord, .deleteWord, .deleteWord], "one two|", "|"),
      ([.left, .left, .clearBefore], "one two|", "|wo"),
      ([.left, .left, .clearAfter], "one two|", "one t|"),
    ] as [([LineEditor.Edit], String, String)])
  func edits(_ edits: [LineEditor.Edit], before: String, after: String) {
    var line = LineEditor("one two")
    #expect(marked(line) == before)
    for edit in edits { line.perform(edit) }
    #expect(marked(line) == after)
  }

  @Test func typedCharactersGoBeforeTheCursor() {
    var line = LineEditor("ac")
    line.perform(.left)
    line.insert("b")
    #expect(marked(line) == "ab|c")
    #expect(line.cursor == 2)
  }

  @Test func charactersAreDeletedWhole() {
    var line = LineEditor("a👍e\u{301}")
    line.perform(.deleteBefore)
    #expect(line.text == "a👍")
    line.perform(.deleteBefore)
    #expect(line.text == "a")
  }

  @Test func aStuckKeyDoesNotFillTheMemory() {
    var line = LineEditor()
    for _ in 0..<10_000 { line.insert("x") }
    #expect(line.text.utf8.count == 4096)
  }
}
