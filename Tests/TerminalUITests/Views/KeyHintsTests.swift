import TerminalUI
import TestSupport
import Testing

@Suite struct KeyHintsTests {
  private let hints = KeyHints(hints: [
    KeyHints.Hint("i", "INT", priority: 3), KeyHints.Hint("f", "FP", priority: 3),
    KeyHints.Hint("z", "zoom", priority: 1), KeyHints.Hint("?", "help", isEssential: true),
    KeyHints.Hint("q", "quit", isEssential: true),
  ])

  @Test(arguments: [
    (40, "i INT  f FP  z zoom  ? help  q quit"), (35, "i INT  f FP  z zoom  ? help  q quit"),
    (34, "i INT  f FP  ? help  q quit"), (26, "i INT  ? help  q quit"), (20, "? help  q quit"),
    (13, "? help  q"), (8, "?  q"), (4, "?  q"), (3, "?"),
  ])
  func theLeastImportantGoFirst(width: Int, expected: String) {
    let shown = hints.text(columns: width, rows: 1)
    #expect(shown == expected)
  }

  @Test func keysAndLabelsHaveTheirStyles() {
    let canvas = hints.canvas(columns: 40, rows: 1)
    #expect(canvas[x: 0, y: 0].style == Style(.bold))
    #expect(canvas[x: 2, y: 0].style == .plain)
  }

  @Test(arguments: Rect.samples)
  func nothingIsDrawnOutside(area: Rect) {
    #expect(hints.staysInside(area, of: Size(columns: 60, rows: 20)))
  }
}
