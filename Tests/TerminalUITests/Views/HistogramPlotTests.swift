import TerminalUI
import TestSupport
import Testing

@Suite struct HistogramPlotTests {
  private let counts = [1, 0, 4, 8, 6, 2, 0, 1]

  private func plot(_ glyphs: GlyphSet, scale: CountScale = .linear, labels: Int = 0)
    -> HistogramPlot
  {
    HistogramPlot(
      counts: counts, negativeBinCount: 4, scale: scale, labelWidth: labels, glyphs: glyphs)
  }

  @Test func theTwoSidesHaveGlyphsOfTheirOwn() {
    #expect(
      plot(.blocks).text(columns: 8, rows: 4) == """
           ▓
           ▓█
          ▓▓█
        ▒ ▓▓██ ▄
        """)
  }

  @Test func asciiTopsAreTheSigns() {
    #expect(
      plot(.ascii).text(columns: 8, rows: 4) == """
           =
           =#
          ==#
        - ==## +
        """)
  }

  @Test func barsOfLessThanACellKeepTheirSide() {
    let plot = HistogramPlot(
      counts: [1, 100, 100, 1], negativeBinCount: 2, labelWidth: 0)
    #expect(plot.text(columns: 4, rows: 2) == " ▓█\n░▓█▁")
  }

  @Test func logarithmicCountsRaiseTheSmallOnes() {
    // log2(1 + count) is 1, 2, 3 and 4 of 4.
    let plot = HistogramPlot(
      counts: [1, 3, 7, 15], negativeBinCount: 0, scale: .logarithmic, labelWidth: 0)
    #expect(plot.text(columns: 4, rows: 4) == "   █\n  ██\n ███\n████")
  }

  @Test func roundCountsAreLabelled() {
    let plot = HistogramPlot(
      counts: [4, 14], negativeBinCount: 1, maximum: 14, labelWidth: 4)
    #expect(
      plot.text(columns: 8, rows: 14) == """
              ██
              ██
              ██
              ██
         10   ██
              ██
              ██
              ██
              ██
          5   ██
            ▓▓██
            ▓▓██
            ▓▓██
            ▓▓██
        """)
  }

  @Test func aNonZeroBinIsNeverInvisible() {
    for scale in [CountScale.linear, .logarithmic] {
      for glyphs in GlyphSet.allCases {
        var counts = Array(repeating: 0, count: 97)
        counts[13] = 1
        counts[96] = 1_000_000_000
        let plot = HistogramPlot(
          counts: counts, negativeBinCount: 50, scale: scale, labelWidth: 0, glyphs: glyphs)
        for width in [1, 5, 30, 97, 200] {
          let canvas = plot.canvas(columns: width, rows: 3)
          let drawn = (0..<width).filter { canvas[x: $0, y: 2].symbol != " " }
          #expect(drawn.contains { abs($0 - 13 * width / 97) <= 1 })
          #expect(drawn.contains(width - 1))
        }
      }
    }
  }

  @Test func binsThatShareAColumnShowTheHighest() {
    let plot = HistogramPlot(counts: [0, 2, 4, 0], negativeBinCount: 2, labelWidth: 0)
    #expect(plot.text(columns: 2, rows: 2) == " █\n▓█")
  }

  @Test func aSecondDistributionIsDrawnAsPoints() {
    let plot = HistogramPlot(
      counts: [0, 8, 8, 0], negativeBinCount: 2,
      overlays: [HistogramPlot.Overlay(counts: [4, 0, 2, 8], glyph: "•")],
      labelWidth: 0)
    #expect(plot.text(columns: 4, rows: 4) == " ▓█•\n ▓█\n•▓█\n ▓•")
  }

  @Test func stylesFollowTheSign() {
    let styles = HistogramPlot.Styles(negative: Style(.dim), positive: Style(.bold))
    let plot = HistogramPlot(
      counts: [1, 1], negativeBinCount: 1, labelWidth: 0, styles: styles)
    let canvas = plot.canvas(columns: 2, rows: 1)
    #expect(canvas[x: 0, y: 0] == Cell("▓", style: Style(.dim)))
    #expect(canvas[x: 1, y: 0] == Cell("█", style: Style(.bold)))
  }

  @Test func narrowPlotsDropTheLabels() {
    let plot = plot(.blocks, labels: 5)
    #expect(plot.plotArea(in: Rect(x: 0, y: 0, width: 9, height: 3)).x == 0)
    #expect(plot.plotArea(in: Rect(x: 0, y: 0, width: 10, height: 3)).x == 5)
  }

  @Test(arguments: Rect.samples)
  func nothingIsDrawnOutside(area: Rect) {
    var plot = plot(.blocks, labels: 5)
    plot.overlays = [HistogramPlot.Overlay(counts: counts.reversed(), glyph: "•")]
    plot.maximum = 3
    #expect(plot.staysInside(area, of: Size(columns: 60, rows: 20)))
    plot.counts = []
    #expect(plot.staysInside(area, of: Size(columns: 60, rows: 20)))
  }

  @Test func brailleDrawsTwoBinsAColumnAndFourStepsARow() {
    let plot = HistogramPlot(
      counts: [2, 8, 8, 6, 8, 4], negativeBinCount: 2, labelWidth: 0, glyphs: .braille)
    #expect(plot.text(columns: 3, rows: 2) == "⠨⣧⡇\n⠬⣿⣿")
  }

  @Test(arguments: 1...16)
  func brailleTellsTheSignOfTheSmallestBar(height: Int) {
    for column in 0..<2 {
      let counts = column == 0 ? [height, 0] : [0, height]
      let stacked = [2, 0].map { negatives in
        let plot = HistogramPlot(
          counts: counts, negativeBinCount: negatives, maximum: 16, labelWidth: 0,
          glyphs: .braille)
        return Self.hasStackedDots(plot.canvas(columns: 1, rows: 4))
      }
      #expect(stacked == [false, true])
    }
  }

  /// Whether two dots of a column touch.
  private static func hasStackedDots(_ canvas: Canvas) -> Bool {
    let rows = (0..<canvas.size.rows).flatMap { y in
      let scalar = canvas[x: 0, y: y].symbol?.unicodeScalars.first?.value ?? 0
      let bits = scalar >= 0x2800 ? scalar - 0x2800 : 0
      return [0x09, 0x12, 0x24, 0xC0].map { bits & $0 }
    }
    return zip(rows, rows.dropFirst()).contains { $0 != 0 && $1 != 0 }
  }
}
