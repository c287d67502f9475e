import Analysis
import TerminalUI

/// A tensor of the list by the column that the layers are ranked by: a small bar and its number.
struct SortKeyView {
  var state: AppState
  var tensor: Int

  private static let numberWidth = 6
  private static let barWidth = 6

  static func width(hasBar: Bool) -> Int { numberWidth + (hasBar ? barWidth + 1 : 0) }

  /// What is known of the tensor; `nil` where it takes no part in the scan or is not known yet.
  private var scan: TensorScan? { try? state.scan[tensor, state.scheme]?.get() }

  func draw(in line: Rect, hasBar: Bool, on canvas: inout Canvas) {
    guard let scan else { return }
    let column = state.layerColumn
    let area = line.splitRight(Self.width(hasBar: hasBar)).right
    let (bar, number) = area.splitLeft(hasBar ? Self.barWidth : 0)
    let maximum = state.ranking.maximum
    if !bar.isEmpty, let value = column.value(scan), maximum > 0 {
      GaugeBar(
        fraction: value / maximum, glyphs: state.glyphs, style: Theme.muted,
        emptyStyle: Theme.muted
      )
      .draw(in: bar, on: &canvas)
    }
    let text = fitted(column.text(scan), to: Self.numberWidth, aligned: .right)
    canvas.draw(text, x: number.maxX - Self.numberWidth, y: number.y)
  }
}
