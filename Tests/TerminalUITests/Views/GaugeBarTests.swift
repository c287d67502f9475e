import TerminalUI
import TestSupport
import Testing

@Suite struct GaugeBarTests {
  @Test(arguments: [
    (0.0, "░░░░░░░░"), (0.001, "█░░░░░░░"), (0.6, "█████░░░"), (0.999, "███████░"),
    (1.0, "████████"), (7.0, "████████"), (-1.0, "░░░░░░░░"), (.nan, "░░░░░░░░"),
  ])
  func theFilledPartFollowsTheFraction(fraction: Double, expected: String) {
    #expect(GaugeBar(fraction: fraction).text(columns: 8, rows: 1) == expected)
  }

  @Test func asciiIsASCII() {
    #expect(GaugeBar(fraction: 0.5, glyphs: .ascii).text(columns: 6, rows: 1) == "###...")
  }

  @Test(arguments: Rect.samples)
  func nothingIsDrawnOutside(area: Rect) {
    #expect(GaugeBar(fraction: 0.5).staysInside(area, of: Size(columns: 60, rows: 20)))
  }
}
