import TerminalUI
import Testing

@Suite struct CanvasASCIITests {
  @Test func glyphsHaveEquivalentsAndColumnsStay() {
    var canvas = Canvas(size: Size(columns: 12, rows: 2))
    canvas.draw("▓█│─…★−▸", x: 0, y: 0)
    canvas.draw("重e\u{301}x", x: 0, y: 1)
    #expect(canvas.inASCII().text == "=#|-~*->\n? ?x")
  }

  @Test func everyFrameBecomesASCII() {
    var canvas = Canvas(size: Size(columns: 64, rows: 16))
    for value in 0..<1024 {
      guard let scalar = Unicode.Scalar(0x2500 + value) else { continue }
      canvas[x: value % 64, y: value / 64] = Cell(Character(scalar), style: Style(.bold))
    }
    let ascii = canvas.inASCII()
    #expect(ascii.cells.allSatisfy { $0.symbol?.isASCII == true })
    #expect(ascii.cells.map(\.style) == canvas.cells.map(\.style))
  }
}
