import Analysis
import Quantization
import TerminalUI
import WeightStatistics

/// What a bit buys: SQNR against stored bits per weight, one curve per family.
struct CurvePlot: View {
  var state: AppState

  /// A title, the points, the axis and the legend.
  static let minimumHeight = 10

  /// Lines of points that the legend leaves.
  private static let minimumPlotHeight = 5

  private static let labelWidth = 5

  func draw(in area: Rect, on canvas: inout Canvas) {
    // A table that failed says why; the curves are not asked for then.
    if case .failed = state.comparisonSlot.report { return }
    guard area.height >= Self.minimumHeight - 1 else { return }
    let (title, rest) = area.splitTop(1)
    canvas.draw("SQNR dB", x: title.x, y: title.y, style: Theme.strong)
    canvas.draw(
      truncated("over bits per weight, 2 to 8 bits", to: title.width - 9), x: title.x + 9,
      y: title.y, style: Theme.muted)
    switch state.curveSlot.report {
    case .failed(let error): Notice(lines: ["\(error)"]).draw(in: rest, on: &canvas)
    case .idle, .loading:
      Notice(lines: ["quantizing at 2 to 8 bits …"], style: Theme.muted).draw(in: rest, on: &canvas)
    case .ready(let results): draw(curves(results), in: rest, on: &canvas)
    }
  }

  private struct Curve {
    var family: CurveFamily
    /// Bits per weight and SQNR, ascending in bits.
    var points: [(bits: Double, decibels: Double)]
  }

  /// Families whose scheme is the current one come last: nothing covers them.
  private func curves(_ results: [SchemeResult]) -> [Curve] {
    let lineup = state.lineup
    let reports = Dictionary(
      results.map { ($0.scheme, try? $0.outcome.get()) }, uniquingKeysWith: { first, _ in first })
    let curves = CurveFamily.allCases.map { family in
      let points = family.members(like: lineup.base).compactMap { scheme in
        (reports[scheme] ?? nil).flatMap { report in
          report.metrics.signalToNoiseDecibels.map { (report.bitsPerWeight, $0) }
        }
      }
      return Curve(family: family, points: points.sorted { $0.0 < $1.0 })
    }
    let current = lineup.family(of: state.scheme)
    return curves.filter { $0.family != current } + curves.filter { $0.family == current }
  }

  private func draw(_ curves: [Curve], in area: Rect, on canvas: inout Canvas) {
    let points = curves.flatMap(\.points)
    guard let decibels = ValueRange(points.map(\.decibels), steps: max(area.height / 4, 2)),
      let bits = ValueRange(points.map(\.bits), steps: 8)
    else {
      Notice(lines: ["no scheme has an error to draw"]).draw(in: area, on: &canvas)
      return
    }
    let room = max(area.height - 1 - Self.minimumPlotHeight, 1)
    let legendHeight = min(Self.legend(curves, width: area.width).count, room)
    let (plotAndAxis, legend) = area.splitBottom(legendHeight)
    let (plot, axis) = plotAndAxis.splitBottom(1)
    let scatter = scatter(curves, bits, decibels)
    scatter.draw(in: plot, on: &canvas)
    let labels = bits.ticks.map {
      AxisView.Label(
        position: bits.fraction(of: $0), text: NumberText.fixed($0, decimals: bits.step < 1 ? 1 : 0)
      )
    }
    AxisView(labels: labels, style: Theme.muted)
      .draw(in: axis.inset(left: scatter.plotArea(in: plot).x - plot.x), on: &canvas)
    drawLegend(curves, in: legend, on: &canvas)
  }

  private func scatter(
    _ curves: [Curve], _ bits: ValueRange, _ decibels: ValueRange
  ) -> ScatterPlot {
    ScatterPlot(
      series: curves.map { curve in
        ScatterPlot.Series(
          symbol: curve.family.letter, style: style(of: curve.family),
          points: curve.points.map {
            ScatterPlot.Point(x: bits.fraction(of: $0.bits), y: decibels.fraction(of: $0.decibels))
          })
      },
      labels: decibels.ticks.map {
        ScatterPlot.Label(
          position: decibels.fraction(of: $0), text: NumberText.fixed($0, decimals: 0))
      }, labelWidth: Self.labelWidth, glyphs: state.glyphs, labelStyle: Theme.muted)
  }

  private func style(of family: CurveFamily) -> Style {
    Theme.curve(family, isCurrent: family == state.lineup.family(of: state.scheme))
  }

  /// The families that have points, as many on a line as fit.
  private static func legend(_ curves: [Curve], width: Int) -> [[CurveFamily]] {
    let drawn = Set(curves.filter { !$0.points.isEmpty }.map(\.family))
    var lines: [[CurveFamily]] = []
    var left = 0
    for family in CurveFamily.allCases where drawn.contains(family) {
      let needed = displayWidth(family.name) + 2
      if needed > left { (left, lines) = (width, lines + [[]]) }
      lines[lines.count - 1].append(family)
      left -= needed + 2
    }
    return lines
  }

  /// Ends in the number of those for whom there is no line, `+2`.
  private func drawLegend(_ curves: [Curve], in area: Rect, on canvas: inout Canvas) {
    var lines = Self.legend(curves, width: area.width)
    if lines.count > area.height { lines = Self.legend(curves, width: area.width - 4) }
    let hidden = lines.dropFirst(area.height).joined().count
    for (families, row) in zip(lines, area.rows) {
      var x = row.x
      for family in families {
        x = canvas.draw(String(family.letter), x: x, y: row.y, style: style(of: family)) + 1
        x = canvas.draw(family.name, x: x, y: row.y, style: Theme.muted) + 2
      }
      guard hidden > 0, row.maxY == area.maxY else { continue }
      canvas.draw("+\(hidden)", x: x, y: row.y, style: Theme.muted)
    }
  }
}

/// The range of an axis, and round values on it.
struct ValueRange: Sendable, Equatable {
  let lower: Double
  let upper: Double
  /// Between two labelled values: 1, 2 or 5 times a power of ten.
  let step: Double

  /// - Parameter steps: at most about so many labels.
  /// - Returns: `nil` without values.
  init?(_ values: [Double], steps: Int) {
    guard let least = values.min(), let most = values.max(), least.isFinite, most.isFinite else {
      return nil
    }
    let width = max(most - least, 1)
    let factors = [0.5, 1, 2, 5, 10, 20, 50, 100, 200]
    step = factors.first { $0 * Double(max(steps, 1)) >= width } ?? 500
    // A fifth of a step at the ends leaves the plot to the points.
    lower = (least * 5 / step).rounded(.down) * step / 5
    upper = max((most * 5 / step).rounded(.up) * step / 5, lower + step)
  }

  func fraction(of value: Double) -> Double { (value - lower) / (upper - lower) }

  /// The multiples of the step in the range, at least one.
  var ticks: [Double] {
    let first = (lower / step).rounded(.up)
    let last = (upper / step).rounded(.down)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }
}

extension Theme {
  /// Families that are compared often have colours; the letters tell all of them apart.
  static func curve(_ family: CurveFamily, isCurrent: Bool) -> Style {
    let style: Style =
      switch family {
      case .integer, .symmetricInteger: negative
      case .floatingPoint, .floatingPointZeroPoint: positive
      case .twoScale: accent
      case .normalFloat, .twoScaleNormalFloat, .studentFloat: normalFloat
      case .microscaling, .nvfp, .asymmetricMicroscaling: microscaling
      }
    return isCurrent ? style.adding(.bold) : style
  }
}
