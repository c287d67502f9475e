import TerminalUI
import TestSupport
import Testing

@Suite struct RulerViewTests {
  @Test func zeroAndTheValuesAreMarked() {
    let ruler = RulerView(ticks: [0, 0.4, 0.5, 0.6, 1], zero: 0.5)
    #expect(ruler.text(columns: 11, rows: 1) == "┴───┴┼┴───┴")
  }

  @Test func asciiHasTheSameMarks() {
    let ruler = RulerView(ticks: [0, 0.05, 0.4, 0.5, 1], zero: 0.5, glyphs: .ascii)
    #expect(ruler.text(columns: 11, rows: 1) == "#---+|----+")
  }

  @Test func valuesInOneCellAreOneHeavierTick() {
    let ruler = RulerView(ticks: [0.01, 0.02, 0.5, 0.51, 0.9], zero: 0.5)
    #expect(ruler.text(columns: 10, rows: 1) == "╨────╫───┴")
  }

  @Test func valuesOutsideAreNotDrawn() {
    let ruler = RulerView(ticks: [-0.1, 1.1, .nan, .infinity, 0.2], zero: -3)
    #expect(ruler.text(columns: 5, rows: 1) == "─┴───")
  }

  @Test func theCaptionStandsBeforeTheLine() {
    let ruler = RulerView(ticks: [0, 1], zero: nil, caption: "AFPQ", captionWidth: 6)
    #expect(ruler.text(columns: 12, rows: 1) == " AFPQ ┴────┴")
    #expect(ruler.text(columns: 8, rows: 1) == "┴──────┴")
  }

  @Test func theSidesHaveTheirStyles() {
    let ruler = RulerView(
      ticks: [0, 0.5, 1], zero: 0.5, negativeStyle: Style(.dim), positiveStyle: Style(.bold))
    let canvas = ruler.canvas(columns: 5, rows: 1)
    #expect(canvas[x: 0, y: 0].style == Style(.dim))
    #expect(canvas[x: 1, y: 0].style == .plain)
    #expect(canvas[x: 2, y: 0].style == .plain)
    #expect(canvas[x: 4, y: 0].style == Style(.bold))
  }

  @Test(arguments: Rect.samples)
  func nothingIsDrawnOutside(area: Rect) {
    let ruler = RulerView(ticks: [0, 0.3, 1], zero: 0.3, caption: "symmetric", captionWidth: 5)
    #expect(ruler.staysInside(area, of: Size(columns: 60, rows: 20)))
  }
}
