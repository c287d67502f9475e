import TerminalUI
import TestSupport
import Testing

@Suite struct PromptLineTests {
  private func cursorColumns(_ canvas: Canvas) -> [Int] {
    (0..<canvas.size.columns).filter { canvas[x: $0, y: 0].style.attributes.contains(.reverse) }
  }

  @Test func theCursorStandsAfterTheText() {
    let canvas = PromptLine(prompt: "/", text: "attn").canvas(columns: 10, rows: 1)
    #expect(canvas.text == "/attn")
    #expect(cursorColumns(canvas) == [5])
  }

  @Test func theCursorMayStandInTheText() {
    let canvas = PromptLine(prompt: ":", text: "scheme", cursor: 2).canvas(columns: 10, rows: 1)
    #expect(canvas.text == ":scheme")
    #expect(cursorColumns(canvas) == [3])
  }

  @Test func longTextsScrollToTheCursor() {
    let canvas = PromptLine(prompt: "/", text: "encoder.weight").canvas(columns: 8, rows: 1)
    #expect(canvas.text == "/weight")
    #expect(cursorColumns(canvas) == [7])
  }

  @Test func theHintFollowsTheText() {
    let prompt = PromptLine(prompt: ":", text: "sch", hint: "scheme NAME")
    #expect(prompt.text(columns: 20, rows: 1) == ":sch  scheme NAME")
    #expect(prompt.text(columns: 10, rows: 1) == ":sch  sche")
  }

  @Test func wideTextKeepsItsCells() {
    let canvas = PromptLine(prompt: "/", text: "重み行列").canvas(columns: 6, rows: 1)
    #expect(canvas.text == "/行列")
    #expect(cursorColumns(canvas) == [5])
  }

  @Test(arguments: Rect.samples)
  func nothingIsDrawnOutside(area: Rect) {
    for cursor in [-1, 0, 3, 5, 99] {
      let prompt = PromptLine(prompt: "/", text: "重みab\u{1b}", cursor: cursor, hint: "hint")
      #expect(prompt.staysInside(area, of: Size(columns: 60, rows: 20)))
    }
  }
}
