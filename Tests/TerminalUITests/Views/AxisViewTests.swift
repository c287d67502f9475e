import TerminalUI
import TestSupport
import Testing

@Suite struct AxisViewTests {
  private func axis(_ labels: (Double, String)...) -> AxisView {
    AxisView(labels: labels.map { AxisView.Label(position: $0.0, text: $0.1) })
  }

  @Test func labelsAreCentredAndKeptInside() {
    #expect(
      axis((0.5, "0"), (0, "−0.2"), (1, "+0.2")).text(columns: 21, rows: 1)
        == "−0.2      0      +0.2")
  }

  @Test func aLaterLabelGivesWay() {
    #expect(
      axis((0.5, "zero"), (0.7, "near"), (1, "end")).text(columns: 12, rows: 1) == "    zero end")
    #expect(axis((0.5, "zero"), (0.8, "near")).text(columns: 8, rows: 1) == "  zero")
  }

  @Test func whatDoesNotFitIsLeftOut() {
    #expect(axis((0.5, "too long for this")).text(columns: 10, rows: 1) == "")
    #expect(axis((1.5, "out"), (-1, "out"), (.nan, "out")).text(columns: 10, rows: 1) == "")
  }

  @Test(arguments: Rect.samples)
  func nothingIsDrawnOutside(area: Rect) {
    #expect(
      axis((0, "left"), (0.5, "重み"), (1, "right")).staysInside(
        area, of: Size(columns: 60, rows: 20)))
  }
}
