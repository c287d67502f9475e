import Analysis
import NumericFormats
import Quantization
import TerminalUI
import Testing

@testable import Explorer

@Suite struct HeatmapTests {
  private func mapped(_ columns: Int = 120, _ rows: Int = 40) async -> AppState {
    var state = Fixture.state(columns, rows)
    press(&state, "3")
    press(&state, .enter)
    await Fixture.answer(&state)
    return state
  }

  @Test func nGoesFromTheHighestGroupDownAndNBack() async throws {
    var state = await mapped()
    let highest = try #require(state.heatmapSlot.report.value).highest
    var seen: [Int] = []
    for _ in 0..<5 {
      press(&state, "n")
      seen.append(state.row * 3 + state.group)
    }
    #expect(seen == Array(highest.prefix(5)))
    press(&state, "N")
    #expect(state.row * 3 + state.group == seen[3])
    press(&state, "g")
    press(&state, "n")
    #expect(state.row * 3 + state.group == highest[0])
  }

  @Test func inTheHeatmapNIsNotNormalFloat() async {
    var state = await mapped()
    let scheme = state.scheme
    press(&state, "n")
    #expect(state.scheme == scheme)
    press(&state, .escape)
    press(&state, "n")
    #expect(state.scheme.element == .table(.normalFloat4))
  }

  @Test func enterShowsTheGroupAsADistribution() async {
    var state = await mapped()
    press(&state, "n")
    let place = (state.row, state.group)
    press(&state, .enter)
    #expect(state.screen == .distribution)
    #expect(state.effectiveExtent == .group)
    #expect((state.row, state.group) == place)
  }

  @Test func cCyclesTheMeasuresAndHidesTheOldValues() async {
    var state = await mapped()
    for kind in HeatmapKind.allCases.dropFirst() + [HeatmapKind.asymmetry] {
      press(&state, "c")
      #expect(state.heatmapKind == kind)
      #expect(state.heatmapSlot.report == .loading(fraction: nil))
      await Fixture.answer(&state)
      #expect(state.heatmapSlot.report.value?.request.measure == kind.measure(for: state.scheme))
    }
  }

  @Test func theSchemeMattersToErrorsOnly() async {
    var state = await mapped()
    let generation = state.heatmapSlot.generation
    press(&state, "i")
    #expect(state.heatmapSlot.generation == generation)
    press(&state, "ccc")
    await Fixture.answer(&state)
    press(&state, "f")
    #expect(state.heatmapSlot.report == .loading(fraction: nil))
  }

  @Test func blocksAreCountedOncePerReportAndSize() async throws {
    var state = await mapped(60, 12)
    let blocks = try #require(state.heatmapBlocks)
    let report = try #require(state.heatmapSlot.report.value)
    #expect(blocks.cells.rowsPerCell > 1)
    let rows = 0..<blocks.cells.rowsPerCell
    let values = rows.compactMap { report.value(row: $0, group: 0) }
    #expect(blocks.value(line: 0, cell: 0) == values.max())
    press(&state, .down)
    #expect(state.heatmapBlocks == blocks)
    _ = update(&state, .input(.resized(Size(columns: 60, rows: 14))))
    #expect(state.heatmapBlocks?.cells == state.heatmapCells && state.heatmapBlocks != blocks)
    press(&state, "c")
    #expect(state.heatmapBlocks == nil)
  }

  @Test func arrowsStepOverCells() async {
    var state = await mapped(80, 16)
    press(&state, .down)
    let cells = state.heatmapCells
    #expect(cells?.rowsPerCell == 3)
    #expect(state.row == 3)
    press(&state, .right, .right, .right)
    #expect(state.group == 2)
  }

  @Test(arguments: [(1, 1), (24, 3), (1000, 7), (5, 1000), (100_000, 400)])
  func cellsCoverEveryGroupAndFitTheScreen(_ rows: Int, _ groups: Int) {
    for (width, height) in [(1, 1), (40, 5), (86, 33)] {
      let cells = HeatmapCells(
        rowCount: rows, groupsPerRow: groups, in: (width: width, height: height))
      #expect(cells.lineCount <= height)
      #expect(cells.cellCount * cells.cellWidth <= width)
      #expect(cells.lineCount * cells.rowsPerCell >= rows)
      #expect(cells.cellCount * cells.groupsPerCell >= groups)
    }
  }
}
