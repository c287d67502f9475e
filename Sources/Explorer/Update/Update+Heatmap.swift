import Analysis
import Quantization

extension AppState {
  /// The cells of the heatmap on this screen; `nil` for a tensor without groups.
  var heatmapCells: HeatmapCells? {
    guard let groupLayout, groupLayout.shape.count > 0 else { return nil }
    return HeatmapCells(
      rowCount: groupLayout.shape.rows, groupsPerRow: groupLayout.groupsPerRow,
      in: HeatmapScreen.mapArea(in: FrameLayout(self).screen))
  }

  mutating func stepHeatmapRow(_ step: Step) {
    guard let cells = heatmapCells, obstacle == nil else { return }
    let line = step.applied(
      to: row / cells.rowsPerCell, count: cells.lineCount, page: cells.lineCount)
    if line != row / cells.rowsPerCell { row = line * cells.rowsPerCell }
  }

  mutating func stepHeatmapGroup(_ step: Step) {
    guard let cells = heatmapCells, obstacle == nil else { return }
    let cell = step.applied(to: group / cells.groupsPerCell, count: cells.cellCount, page: 1)
    if cell != group / cells.groupsPerCell { group = cell * cells.groupsPerCell }
  }

  /// Goes to the next (1) or previous (−1) group in the order of the values; from a group that
  /// these steps did not lead to, to the highest.
  mutating func stepWorst(by step: Int) {
    guard let report = heatmapSlot.report.value else {
      message = "the values of the groups are not known yet"
      return
    }
    let current = row * report.groupsPerRow + group
    let isRanked = heatmapRank.map { report.highest.indices.contains($0) } ?? false
    let isThere = isRanked && heatmapRank.map { report.highest[$0] } == current
    let next = isThere ? (heatmapRank ?? 0) + step : 0
    guard report.highest.indices.contains(next) else {
      message = next <= 0 ? "this is the highest" : "no group with a lower value is ranked"
      return
    }
    heatmapRank = next
    let found = report.highest[next]
    (row, group) = (found / report.groupsPerRow, found % report.groupsPerRow)
  }

  mutating func openGroup() {
    screen = .distribution
    extent = .group
  }
}

/// How many rows and groups a cell of the heatmap stands for.
struct HeatmapCells: Sendable, Equatable {
  let rowsPerCell: Int
  let groupsPerCell: Int
  /// Lines of cells.
  let lineCount: Int
  /// Cells in a line.
  let cellCount: Int
  /// Columns of the screen that a cell takes.
  let cellWidth: Int

  init(rowCount: Int, groupsPerRow: Int, in area: (width: Int, height: Int)) {
    let (width, height) = (max(area.width, 1), max(area.height, 1))
    rowsPerCell = max((rowCount + height - 1) / height, 1)
    groupsPerCell = max((groupsPerRow + width - 1) / width, 1)
    lineCount = (rowCount + rowsPerCell - 1) / rowsPerCell
    cellCount = (groupsPerRow + groupsPerCell - 1) / groupsPerCell
    cellWidth = min(max(width / max(cellCount, 1), 1), 6)
  }
}
