import Analysis
import Quantization
import TerminalUI
import WeightStatistics

/// What the weights of the scope look like, where the codes lie among them, and what that costs.
struct DistributionScreen: View {
  var state: AppState

  /// A bin for every bar of the plot; an even number, so that zero lies between two of them.
  static func binCount(in area: Rect, glyphs: GlyphSet) -> Int {
    max((area.width - captionWidth(in: area) - 1) / 2 * 2, 2) * glyphs.binsPerColumn
  }

  /// The columns left of plot, rulers and axis for counts and captions.
  private static func captionWidth(in area: Rect) -> Int { area.width >= 24 ? 6 : 0 }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let schemes = state.panelSchemes
    let panel = ErrorPanel(state: state, schemes: schemes)
    let notes =
      state.scopeReport.value.map {
        ScopeNotes(report: $0, state: state).lines(width: area.width - 2)
      } ?? []
    let layout = DistributionLayout(
      in: area, needsCaption: PlotCaption.isNeeded(state.plotSlot.report.value),
      rulerCount: schemes.count, noteCount: max(notes.count, 2),
      panelHeight: panel.height)
    ScopeHeader(state: state).draw(in: layout.header, on: &canvas)
    drawPlot(layout, on: &canvas)
    SideTable(state: state).draw(in: layout.sides.inset(left: 1), on: &canvas)
    for (note, row) in zip(notes, layout.notes.inset(left: 1).rows) {
      canvas.draw(note, x: row.x, y: row.y, width: row.width)
    }
    panel.draw(in: layout.panel.inset(left: 1), on: &canvas)
    panel.drawSummary(in: layout.summary.inset(left: 1), on: &canvas)
  }

  private func drawPlot(_ layout: DistributionLayout, on canvas: inout Canvas) {
    switch state.plotSlot.report {
    case .idle: break
    case .loading:
      Notice(lines: ["counting weights …"], style: Theme.muted).draw(in: layout.plot, on: &canvas)
    case .failed(let error): Notice(lines: ["\(error)"]).draw(in: layout.plot, on: &canvas)
    case .ready(let report):
      guard let histogram = report.weights else {
        let reason =
          report.count == 0 ? "no weight here is a finite number" : "every weight here is zero"
        Notice(lines: [reason]).draw(in: layout.plot, on: &canvas)
        return
      }
      draw(report, histogram, layout, on: &canvas)
    }
  }

  private func draw(
    _ report: DistributionReport, _ histogram: Histogram, _ layout: DistributionLayout,
    on canvas: inout Canvas
  ) {
    let overlays = overlays(of: report)
    PlotCaption(
      report: report, overlays: overlays.map { ($0.glyph, $0.scheme.shortDescription) },
      isLogarithmic: state.hasLogarithmicCounts, isOld: state.plotSlot.isPending
    )
    .draw(in: layout.caption, on: &canvas)
    let captionWidth = Self.captionWidth(in: layout.plot)
    let columns = histogram.counts.count / state.glyphs.binsPerColumn
    let width = captionWidth + min(columns, layout.plot.width - captionWidth)
    HistogramPlot(
      counts: histogram.counts, negativeBinCount: histogram.counts.count / 2,
      overlays: overlays.map {
        HistogramPlot.Overlay(counts: $0.counts, glyph: $0.glyph, style: $0.style)
      },
      scale: state.hasLogarithmicCounts ? .logarithmic : .linear,
      labelWidth: captionWidth, glyphs: state.glyphs,
      styles: HistogramPlot.Styles(
        negative: Theme.negative, positive: Theme.positive, label: Theme.muted)
    )
    .draw(in: layout.plot.splitLeft(width).left, on: &canvas)
    let rulers = layout.rulers.splitLeft(width).left
    CodeRulers(
      report: state.groupReport.value, limit: histogram.upperBound, captionWidth: captionWidth,
      rival: state.rival, glyphs: state.glyphs
    )
    .draw(in: rulers, on: &canvas)
    let axis = layout.axis.splitLeft(width).left.inset(left: captionWidth)
    ValueAxis(histogram: histogram).draw(in: axis, on: &canvas)
  }

  private typealias Overlay = (
    scheme: QuantizationScheme, counts: [Int], glyph: Character, style: Style
  )

  /// The dequantized weights under the schemes of the screen; those of others are not drawn.
  private func overlays(of report: DistributionReport) -> [Overlay] {
    let found = zip(report.request.schemes, report.restored).compactMap { scheme, histogram in
      histogram.flatMap { overlay(scheme, $0.counts) }
    }
    // The current scheme comes last: nothing covers it.
    return found.reversed()
  }

  private func overlay(_ scheme: QuantizationScheme, _ counts: [Int]) -> Overlay? {
    if scheme == state.scheme { return (scheme, counts, state.glyphs.point, Theme.accent) }
    guard scheme == state.rival else { return nil }
    return (scheme, counts, state.glyphs.otherPoint, Theme.strong)
  }
}

/// The values under the plot, and at its ends how many weights lie beyond it.
private struct ValueAxis: View {
  var histogram: Histogram

  func draw(in area: Rect, on canvas: inout Canvas) {
    let (low, high) = (histogram.lowerBound, histogram.upperBound)
    let below = histogram.belowCount > 0 ? "\(NumberText.count(histogram.belowCount)) ‹ " : ""
    let above = histogram.aboveCount > 0 ? " › \(NumberText.count(histogram.aboveCount))" : ""
    let labels = [
      AxisView.Label(position: 0.5, text: "0"),
      AxisView.Label(position: 0, text: below + NumberText.signedWeight(Float(low))),
      AxisView.Label(position: 1, text: NumberText.signedWeight(Float(high)) + above),
      AxisView.Label(position: 0.25, text: NumberText.signedWeight(Float(low / 2))),
      AxisView.Label(position: 0.75, text: NumberText.signedWeight(Float(high / 2))),
    ]
    AxisView(labels: labels, style: Theme.muted).draw(in: area, on: &canvas)
  }
}
