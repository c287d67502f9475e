import Analysis
import Quantization

/// The values that the cells of the heatmap show: of every block of groups the highest.
///
/// Kept, because every frame needs them and a large matrix has hundreds of thousands of groups.
struct HeatmapBlocks: Sendable, Equatable {
  /// The generation of the report.
  let generation: Int
  let cells: HeatmapCells
  /// Line by line; `nil` where no group of the block has a value.
  private let values: [Float?]

  init(_ report: HeatmapReport, generation: Int, cells: HeatmapCells) {
    self.generation = generation
    self.cells = cells
    values = (0..<cells.lineCount).flatMap { line in
      let rows = Self.block(line, of: cells.rowsPerCell, count: report.rowCount)
      return (0..<cells.cellCount).map { cell in
        let groups = Self.block(cell, of: cells.groupsPerCell, count: report.groupsPerRow)
        return report.highest(rows: rows, groups: groups)
      }
    }
  }

  func value(line: Int, cell: Int) -> Float? { values[line * cells.cellCount + cell] }

  private static func block(_ index: Int, of size: Int, count: Int) -> Range<Int> {
    index * size..<min((index + 1) * size, count)
  }
}

extension AppState {
  /// Counts the blocks anew where the report or the size of the screen is another one.
  mutating func renewHeatmapBlocks() {
    guard screen == .heatmap, let report = heatmapSlot.report.value, let cells = heatmapCells,
      report.rowCount * report.groupsPerRow > 0
    else {
      heatmapBlocks = nil
      return
    }
    let generation = heatmapSlot.generation
    guard heatmapBlocks?.generation != generation || heatmapBlocks?.cells != cells else { return }
    heatmapBlocks = HeatmapBlocks(report, generation: generation, cells: cells)
  }
}
