import Analysis
import Checkpoints
import Quantization
import TerminalUI

/// One number for every group of the tensor, as shades: rows down, groups across.
struct HeatmapScreen: View {
  var state: AppState

  private static let labelWidth = 7

  /// What the map itself takes of a screen: without the two lines above, the one below, and the
  /// numbers of the rows.
  static func mapArea(in area: Rect) -> (width: Int, height: Int) {
    (area.width - labelWidth - 1, area.height - 3)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let (header, below) = area.splitTop(1)
    let (cursor, rest) = below.splitTop(1)
    let (map, legend) = rest.splitBottom(1)
    switch state.heatmapSlot.report {
    case .idle, .loading:
      drawHeader(nil, in: header, on: &canvas)
      Notice(lines: ["measuring every group …"], style: Theme.muted).draw(in: map, on: &canvas)
    case .failed(let error): Notice(lines: ["\(error)"]).draw(in: map, on: &canvas)
    case .ready(let report):
      guard let blocks = state.heatmapBlocks else { return }
      drawHeader(blocks.cells, in: header, on: &canvas)
      drawCursor(report, in: cursor.inset(left: 1, right: 1), on: &canvas)
      draw(blocks, report.bounds, in: map, on: &canvas)
      drawLegend(report, in: legend.inset(left: 1, right: 1), on: &canvas)
    }
  }

  private func drawHeader(_ cells: HeatmapCells?, in area: Rect, on canvas: inout Canvas) {
    let inner = area.inset(left: 1, right: 1)
    let title = state.heatmapKind.title(for: state.scheme)
    let style = state.focus == .screen ? Theme.accent : Theme.strong
    let end = canvas.draw(
      truncated(title, to: inner.width), x: inner.x, y: inner.y, style: style)
    guard let cells, let layout = state.groupLayout else { return }
    let size = "\(NumberText.count(layout.shape.rows)) rows × \(layout.groupsPerRow) groups"
    let isWhole = cells.rowsPerCell == 1 && cells.groupsPerCell == 1
    let block = "\(cells.rowsPerCell) × \(cells.groupsPerCell)"
    let texts =
      isWhole
      ? ["\(size)   a cell a group", size]
      : [
        "\(size)   a cell: the highest of \(block) groups", "a cell: the highest of \(block)",
        "highest of \(block)",
      ]
    let room = inner.maxX - end - 3
    let text = texts.first { displayWidth($0) <= room } ?? ""
    canvas.draw(text, x: end + 3, y: inner.y, style: Theme.muted)
  }

  private func drawCursor(_ report: HeatmapReport, in area: Rect, on canvas: inout Canvas) {
    let position = state.row * report.groupsPerRow + state.group
    let rank = report.highest.firstIndex(of: position)
    let place = rank.map { "  rank \(NumberText.count($0 + 1))" } ?? ""
    let end = canvas.draw(
      "row \(state.row)  group \(state.group)  ", x: area.x, y: area.y, width: area.width)
    let texts = state.heatmapTexts(report)
    let room = area.maxX - end - displayWidth(place)
    let text = texts.first { displayWidth($0) <= room } ?? texts.last ?? ""
    let after = canvas.draw(
      text, x: end, y: area.y, width: area.maxX - end, style: Theme.strong)
    canvas.draw(place, x: after, y: area.y, width: area.maxX - after, style: Theme.muted)
  }

  private func draw(
    _ blocks: HeatmapBlocks, _ bounds: ClosedRange<Float>?, in area: Rect,
    on canvas: inout Canvas
  ) {
    let cells = blocks.cells
    let map = area.inset(left: Self.labelWidth + 1)
    let shownCells = map.splitTop(cells.lineCount).top.splitLeft(cells.cellCount * cells.cellWidth)
    canvas.mark(shownCells.left, as: MouseTarget.heatmap(cells))
    let cursor = (line: state.row / cells.rowsPerCell, cell: state.group / cells.groupsPerCell)
    for (line, row) in zip(0..<cells.lineCount, map.rows) {
      if line.isMultiple(of: 5) {
        let first = "\(line * cells.rowsPerCell)"
        let label = fitted(first, to: Self.labelWidth, aligned: .right)
        canvas.draw(label, x: area.x, y: row.y, width: Self.labelWidth, style: Theme.muted)
      }
      for cell in 0..<cells.cellCount {
        let place = Rect(
          x: row.x + cell * cells.cellWidth, y: row.y, width: cells.cellWidth, height: 1)
        guard place.maxX <= row.maxX else { break }
        let shade = shade(blocks.value(line: line, cell: cell), bounds)
        draw(shade, isCursor: (line, cell) == cursor, in: place, on: &canvas)
      }
    }
  }

  private func draw(
    _ shade: HeatmapShade, isCursor: Bool, in place: Rect, on canvas: inout Canvas
  ) {
    canvas.fill(place, with: shade.glyph(state.glyphs), style: shade.style)
    guard isCursor else { return }
    let symbol: Character = state.glyphs == .ascii ? "@" : "◆"
    canvas[x: place.x + place.width / 2, y: place.y] = Cell(symbol, style: Theme.accent)
  }

  private func shade(_ value: Float?, _ bounds: ClosedRange<Float>?) -> HeatmapShade {
    guard let value, let bounds else { return HeatmapShade(level: nil) }
    let width = bounds.upperBound - bounds.lowerBound
    let share = width > 0 ? (value - bounds.lowerBound) / width : 0
    let level = Int(share.clamped(to: 0...1) * Float(HeatmapShade.count - 1) + 0.5)
    return HeatmapShade(level: level)
  }

  private func drawLegend(_ report: HeatmapReport, in area: Rect, on canvas: inout Canvas) {
    guard let bounds = report.bounds else { return }
    let kind = state.heatmapKind
    var x = canvas.draw(
      "≤ \(kind.text(bounds.lowerBound)) ", x: area.x, y: area.y, style: Theme.muted)
    for level in 0..<HeatmapShade.count {
      let shade = HeatmapShade(level: level)
      let place = Rect(x: x, y: area.y, width: 2, height: 1).intersection(area)
      canvas.fill(place, with: shade.glyph(state.glyphs), style: shade.style)
      x += 2
    }
    x = canvas.draw(
      " ≥ \(kind.text(bounds.upperBound))", x: x, y: area.y, width: area.maxX - x,
      style: Theme.muted)
    let texts = ["   1st to 99th percentile   c next measure", "   1st to 99th percentile"]
    let text = texts.first { displayWidth($0) <= area.maxX - x } ?? ""
    canvas.draw(text, x: x, y: area.y, style: Theme.muted)
  }
}
