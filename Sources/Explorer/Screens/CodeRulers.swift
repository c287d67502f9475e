import Analysis
import NumericFormats
import Quantization
import TerminalUI

/// One ruler per scheme under the plot: a tick for every value it can restore in this group.
struct CodeRulers: View {
  /// The report of the group, `nil` while it is not known.
  var report: ScopeReport?
  /// The value at the right end of the plot; the left end is its negative.
  var limit: Double
  var captionWidth: Int
  /// The pinned scheme, where it is not the current one.
  var rival: QuantizationScheme?
  var glyphs: GlyphSet

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let report else { return }
    for (position, row) in area.rows.enumerated() {
      guard position < report.grids.count else { return }
      let scheme = report.request.schemes[position]
      guard let grid = report.grids[position] else {
        let caption = fitted(caption(of: scheme), to: captionWidth - 1, aligned: .right)
        canvas.draw(
          "\(caption) does not apply", x: row.x, y: row.y, width: row.width, style: Theme.muted)
        continue
      }
      let ticks = grid.entries.map { tick(at: $0.restored, width: row.width - captionWidth) }
      let isCurrent = position == 0
      let isCompared = isCurrent || scheme == rival
      RulerView(
        ticks: ticks, zero: 0.5, caption: caption(of: scheme), captionWidth: captionWidth,
        glyphs: glyphs, lineStyle: isCompared ? .plain : Theme.muted,
        negativeStyle: style(Theme.negative, isCurrent),
        positiveStyle: style(Theme.positive, isCurrent)
      )
      .draw(in: row, on: &canvas)
    }
  }

  private func caption(of scheme: QuantizationScheme) -> String {
    (scheme == rival ? "◆" : "") + scheme.rulerCaption
  }

  /// The place of a value between the ends of the plot, 0…1. A scale that its storage rounded up
  /// puts the outermost value a hair beyond the end; it still belongs to the last column.
  private func tick(at value: Float, width: Int) -> Double {
    let fraction = (Double(value) / limit + 1) / 2
    let inside = fraction.clamped(to: 0...1)
    return (fraction - inside).magnitude * Double(width) <= 0.5 ? inside : fraction
  }

  private func style(_ side: Style, _ isCurrent: Bool) -> Style {
    isCurrent ? side.adding(.bold) : side
  }
}

extension QuantizationScheme {
  /// At most five letters beside a ruler.
  fileprivate var rulerCaption: String {
    switch (element, scaling, scaleFormat) {
    case (.minifloat, .symmetric, .float32), (.minifloat, .symmetric, .float16),
      (.minifloat, .symmetric, .bfloat16):
      "sym"
    case (.minifloat, .affine, _): "FP zp"
    case (.integer, .symmetric, .float32), (.integer, .symmetric, .float16),
      (.integer, .symmetric, .bfloat16):
      "INT s"
    case (.integer, .twoScale, _): "INT 2"
    case (.table, .twoScale, _): "AF-NF"
    case (.minifloat, _, _), (.integer, _, _), (.table, _, _): familyName
    }
  }
}
