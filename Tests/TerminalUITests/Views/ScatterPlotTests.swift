import TerminalUI
import TestSupport
import Testing

@Suite struct ScatterPlotTests {
  private func plot(_ points: [ScatterPlot.Point]) -> ScatterPlot {
    ScatterPlot(series: [ScatterPlot.Series(symbol: "A", points: points)], labelWidth: 0)
  }

  @Test func cornersOfTheRangeAreCornersOfThePlot() {
    let corners = [(0.0, 0.0), (0, 1), (1, 0), (1, 1)].map { ScatterPlot.Point(x: $0.0, y: $0.1) }
    let canvas = plot(corners).canvas(columns: 9, rows: 5)
    for (x, y) in [(0, 0), (8, 0), (0, 4), (8, 4)] {
      #expect(canvas[x: x, y: y].symbol == "A")
    }
  }

  @Test func pointsOfASeriesAreJoined() {
    let view = plot([ScatterPlot.Point(x: 0, y: 0), ScatterPlot.Point(x: 1, y: 0)])
    #expect(view.text(columns: 9, rows: 1) == "A · · · A")
  }

  @Test func pointsOutsideAreNotDrawn() {
    let view = plot([ScatterPlot.Point(x: 1.5, y: 0.5), ScatterPlot.Point(x: .nan, y: 0)])
    #expect(!view.text(columns: 9, rows: 3).contains("A"))
  }

  @Test func laterSeriesCoverEarlierOnes() {
    let point = ScatterPlot.Point(x: 0.5, y: 0.5)
    let view = ScatterPlot(
      series: ["A", "B"].map { ScatterPlot.Series(symbol: $0, points: [point]) }, labelWidth: 0)
    #expect(view.text(columns: 1, rows: 1) == "B")
  }

  @Test func labelsStandBesideTheAxis() {
    var view = plot([])
    view.labelWidth = 5
    view.labels = [ScatterPlot.Label(position: 0, text: "10")]
    #expect(view.text(columns: 12, rows: 2) == "    │\n 10 │")
  }

  @Test(arguments: Rect.samples) func staysInsideItsArea(_ area: Rect) {
    var view = plot([ScatterPlot.Point(x: 0, y: 0), ScatterPlot.Point(x: 1, y: 1)])
    view.labelWidth = 4
    view.labels = [ScatterPlot.Label(position: 0.5, text: "1000000")]
    #expect(view.staysInside(area, of: Size(columns: 60, rows: 20)))
  }

  @Test func brailleJoinsThePointsByLines() {
    var level = plot([ScatterPlot.Point(x: 0, y: 0), ScatterPlot.Point(x: 1, y: 0)])
    level.glyphs = .braille
    #expect(level.text(columns: 5, rows: 1) == "A⣀⣀⣀A")
    var steep = plot([ScatterPlot.Point(x: 0.5, y: 0), ScatterPlot.Point(x: 0.5, y: 1)])
    steep.glyphs = .braille
    #expect(steep.text(columns: 1, rows: 4) == "A\n⢸\n⢸\nA")
  }
}
