import TerminalUI
import Testing

@Suite struct CanvasTests {
  @Test func textIsTheRowsWithoutTrailingBlanks() {
    var canvas = Canvas(size: Size(columns: 8, rows: 3))
    canvas.draw("scale", x: 1, y: 0)
    canvas.draw("bits  ", x: 0, y: 2)
    #expect(canvas.text == " scale\n\nbits")
  }

  @Test func drawingReturnsTheNextColumn() {
    var canvas = Canvas(size: Size(columns: 8, rows: 1))
    #expect(canvas.draw("abc", x: 2, y: 0) == 5)
    #expect(canvas.draw("重み", x: 0, y: 0) == 4)
    #expect(canvas.draw("abcdef", x: 0, y: 0, width: 4) == 4)
    #expect(canvas.draw("abc", x: 0, y: 0, width: -1) == 0)
    #expect(canvas.draw("outside", x: 20, y: 9) == 27)
  }

  @Test func drawingOutsideIsClipped() {
    var canvas = Canvas(size: Size(columns: 4, rows: 1))
    canvas.draw("abcdef", x: -2, y: 0)
    canvas.draw("xyz", x: 0, y: -1)
    canvas.draw("xyz", x: 3, y: 1)
    #expect(canvas.text == "cdef")
  }

  @Test func wideCharactersTakeTwoCells() {
    var canvas = Canvas(size: Size(columns: 5, rows: 1))
    canvas.draw("重a", x: 0, y: 0)
    #expect(canvas[x: 0, y: 0].symbol == "重")
    #expect(canvas[x: 1, y: 0].symbol == nil)
    #expect(canvas[x: 2, y: 0].symbol == "a")
  }

  @Test func aWideCharacterCutByAnEdgeIsBlank() {
    var canvas = Canvas(size: Size(columns: 4, rows: 1))
    canvas.draw("....", x: 0, y: 0)
    canvas.draw("重み", x: -1, y: 0)
    #expect(canvas.text == " み.")
    canvas.draw("重", x: 3, y: 0)
    #expect(canvas.text == " み")
    canvas.draw("重", x: 2, y: 0, width: 1)
    #expect(canvas[x: 2, y: 0].symbol == " ")
  }

  @Test(arguments: [(0, "a ..."), (1, " a..."), (2, "重a..")])
  func overwritingAHalfBlanksTheOther(column: Int, expected: String) {
    var canvas = Canvas(size: Size(columns: 5, rows: 1))
    canvas.draw("重...", x: 0, y: 0)
    canvas.draw("a", x: column, y: 0)
    #expect(canvas.text == expected)
  }

  @Test func aWideCharacterOverTwoHalvesLeavesBlanks() {
    var canvas = Canvas(size: Size(columns: 4, rows: 1))
    canvas.draw("重み", x: 0, y: 0)
    canvas.draw("層", x: 1, y: 0)
    #expect(canvas.text == " 層")
    #expect(canvas[x: 3, y: 0].symbol == " ")
  }

  @Test func combiningMarksStayWithTheirBase() {
    var canvas = Canvas(size: Size(columns: 4, rows: 1))
    canvas.draw("e\u{301}x", x: 0, y: 0)
    #expect(canvas[x: 0, y: 0].symbol == "e\u{301}")
    #expect(canvas[x: 1, y: 0].symbol == "x")
  }

  @Test func controlCharactersAreDrawnEscaped() {
    var canvas = Canvas(size: Size(columns: 12, rows: 1))
    canvas.draw("a\u{1b}[2J\n", x: 0, y: 0)
    #expect(canvas.text == "a\\x1b[2J\\n")
  }

  @Test(arguments: ["\n", "\u{1b}", "\u{202e}", "👨‍👩‍👧", "\r\n"] as [Character])
  func aCellNeverHoldsWhatATerminalCannotShow(symbol: Character) {
    var canvas = Canvas(size: Size(columns: 2, rows: 1))
    canvas[x: 0, y: 0] = Cell(symbol)
    #expect(canvas[x: 0, y: 0].symbol == "\u{FFFD}")
  }

  @Test func writingNilNeverMakesAHalfCharacter() {
    var canvas = Canvas(size: Size(columns: 3, rows: 1))
    canvas[x: 0, y: 0] = Cell(nil)
    #expect(canvas[x: 0, y: 0].symbol == " ")
    canvas[x: 1, y: 0] = Cell("重")
    canvas[x: 2, y: 0] = Cell(nil, style: Style(.bold))
    #expect(canvas[x: 2, y: 0] == Cell(nil, style: Style(.bold)))
    #expect(canvas[x: 1, y: 0].symbol == "重")
  }

  @Test func fillAndRestyleAreClipped() {
    var canvas = Canvas(size: Size(columns: 4, rows: 2))
    canvas.fill(Rect(x: 2, y: -3, width: 9, height: 4), with: "#")
    canvas.restyle(Rect(x: 3, y: 0, width: 9, height: 9)) { $0.attributes.insert(.reverse) }
    #expect(canvas.text == "  ##\n")
    #expect(canvas[x: 3, y: 1].style == Style(.reverse))
    #expect(canvas[x: 2, y: 0].style == .plain)
  }

  @Test func anEmptyCanvasTakesEverything() {
    var canvas = Canvas(size: Size(columns: 0, rows: 0))
    canvas.draw("text", x: 0, y: 0)
    canvas.fill(canvas.bounds, with: "x")
    #expect(canvas.text == "")
  }
}
