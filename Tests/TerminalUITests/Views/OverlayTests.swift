import TerminalUI
import TestSupport
import Testing

@Suite struct OverlayTests {
  private let overlay = Overlay(title: "Help", contentSize: Size(columns: 8, rows: 1))

  @Test func thePanelHidesWhatIsUnderIt() {
    var canvas = Canvas(size: Size(columns: 16, rows: 5))
    canvas.fill(canvas.bounds, with: ".")
    overlay.draw(in: canvas.bounds, on: &canvas)
    let content = overlay.contentArea(in: canvas.bounds)
    canvas.draw("contents", x: content.x, y: content.y, width: content.width)
    #expect(
      canvas.text == """
        ................
        ..┌─ Help ───┐..
        ..│ contents │..
        ..└──────────┘..
        ................
        """)
  }

  @Test func asciiFramesAreASCII() {
    var overlay = overlay
    overlay.glyphs = .ascii
    #expect(overlay.text(columns: 12, rows: 3) == "+- Help ---+\n|          |\n+----------+")
  }

  @Test func longTitlesAreCut() {
    var overlay = overlay
    overlay.title = "Key bindings of this screen"
    #expect(overlay.text(columns: 12, rows: 3).hasPrefix("┌─ Key b… ─┐"))
  }

  @Test(arguments: Rect.samples)
  func nothingIsDrawnOutside(area: Rect) {
    #expect(overlay.staysInside(area, of: Size(columns: 60, rows: 20)))
    let content = overlay.contentArea(in: area)
    #expect(content.isEmpty || content == content.intersection(area))
  }
}
