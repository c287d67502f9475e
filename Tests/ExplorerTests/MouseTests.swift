import Analysis
import Checkpoints
import Quantization
import TerminalUI
import Testing

@testable import Explorer

/// Clicks on what the frame shows: every test looks for a text and clicks its cell.
@Suite struct MouseTests {
  /// The first cell of a text, from a column on.
  private func place(of text: String, in state: AppState, from column: Int = 0) -> (x: Int, y: Int)?
  {
    let frame = Fixture.frame(state)
    let wanted = Array(text)
    for y in 0..<frame.size.rows {
      for x in column..<max(frame.size.columns - wanted.count + 1, column) {
        let isThere = wanted.indices.allSatisfy { frame[x: x + $0, y: y].symbol == wanted[$0] }
        if isThere { return (x, y) }
      }
    }
    return nil
  }

  @discardableResult
  private func mouse(
    _ kind: MouseEvent.Kind, _ text: String, _ state: inout AppState, from column: Int = 0
  ) throws -> [Effect] {
    let (x, y) = try #require(place(of: text, in: state, from: column), "\(text) is not shown")
    return update(&state, .input(.mouse(MouseEvent(kind: kind, x: x, y: y))))
  }

  @Test(arguments: [(120, 40), (80, 24)]) func aTabShowsItsScreen(_ columns: Int, _ rows: Int)
    throws
  {
    for screen in Screen.allCases {
      var state = Fixture.state(columns, rows)
      let title = screen == state.screen || columns >= 120 ? screen.title : screen.shortTitle
      try mouse(.press, title, &state)
      #expect(state.screen == screen)
    }
  }

  @Test func aTensorIsShownAndClickedAgainOpened() throws {
    var state = Fixture.state()
    try mouse(.press, "query          24", &state)
    #expect(state.tensor?.name == "encoder.layer.0.attention.self.query.weight")
    #expect(state.focus == .list)
    try mouse(.press, "query          24", &state)
    #expect(state.focus == .screen)
    try mouse(.press, "query.bias   ", &state)
    #expect(state.focus == .list)
    #expect(state.tensor?.name == "encoder.layer.0.attention.self.query.bias")
  }

  @Test func aModuleIsFoldedAndUnfolded() throws {
    var state = Fixture.state()
    try mouse(.press, "layer.3", &state)
    #expect(place(of: "▾ layer.3", in: state) != nil)
    try mouse(.press, "layer.3", &state)
    #expect(place(of: "▸ layer.3", in: state) != nil)
    #expect(state.tensor?.name == Fixture.key)
  }

  @Test func theWheelScrollsTheListAndKeepsTheTensor() throws {
    var state = Fixture.state(80, 24)
    press(&state, "/weight")
    press(&state, .enter)
    let (first, cursor) = (state.list.firstRow, state.list.cursor)
    for _ in 0..<4 { try mouse(.scrollDown, "▾ ", &state) }
    #expect(state.list.firstRow == first + 12)
    #expect(state.list.cursor == cursor)
    for _ in 0..<40 {
      _ = update(&state, .input(.mouse(MouseEvent(kind: .scrollDown, x: 3, y: 10))))
    }
    let height = FrameLayout(state).list.height
    #expect(state.list.firstRow == state.list.rows.count - height)
    press(&state, .down)
    #expect(state.list.firstRow < state.list.rows.count - height)
    #expect(state.list.cursor == cursor + 1)
  }

  @Test func extentsAndGroupArrowsAreClicked() throws {
    var state = Fixture.state()
    try mouse(.press, "›", &state)
    #expect(state.group == 1)
    try mouse(.press, "‹", &state)
    #expect(state.group == 0)
    try mouse(.press, "row ", &state, from: 90)
    #expect(state.extent == .row)
    try mouse(.press, "tensor", &state, from: 90)
    #expect(state.extent == .tensor)
  }

  @Test func theHeadingOfTheListOpensTheFilter() throws {
    var state = Fixture.state()
    try mouse(.press, "Tensors ", &state)
    #expect(state.isEditingFilter)
    try mouse(.press, "AFPQ two", &state)
    #expect(!state.isEditingFilter)
  }

  @Test func aPackedByteLeadsToItsWeightAndAnArrowToItsGroup() async throws {
    var state = Fixture.state()
    press(&state, "6")
    await Fixture.answer(&state)
    let (x, y) = try #require(place(of: "       32  ", in: state))
    // The third byte of the line that begins with byte 32, two weights in each.
    _ = update(&state, .input(.mouse(MouseEvent(kind: .press, x: x + 11 + 2 * 3, y: y))))
    #expect(state.column == 34 * 2)
    #expect(state.group == 1)
    try mouse(.press, "›", &state)
    #expect((state.group, state.column) == (2, 128))
    try mouse(.press, "‹", &state)
    #expect((state.group, state.column) == (1, 64))
  }

  @Test func theWheelOnThePlotStepsThroughRows() {
    var state = Fixture.state()
    let plot = FrameLayout(state).screen
    for kind in [MouseEvent.Kind.scrollDown, .scrollDown, .scrollDown, .scrollUp] {
      let event = MouseEvent(kind: kind, x: plot.x + 40, y: plot.y + 8)
      _ = update(&state, .input(.mouse(event)))
    }
    #expect(state.row == 2)
  }

  @Test func aSchemeOfTheErrorPanelIsTaken() throws {
    var state = Fixture.state()
    try mouse(.press, "FP symmetric", &state)
    #expect(state.scheme == QuantizationScheme("fp4:g64"))
  }

  @Test func aCellOfTheHeatmapIsChosenAndClickedAgainOpened() async throws {
    var state = Fixture.state()
    press(&state, "3")
    await Fixture.answer(&state)
    let map = FrameLayout(state).screen
    let cells = try #require(state.heatmapCells)
    // Row 5, group 2: the map begins two lines down, and eight columns in.
    let event = MouseEvent(
      kind: .press, x: map.x + 8 + 2 * cells.cellWidth, y: map.y + 2 + 5 / cells.rowsPerCell)
    _ = update(&state, .input(.mouse(event)))
    #expect((state.row, state.group) == (5, 2))
    #expect(Fixture.frame(state)[x: event.x + cells.cellWidth / 2, y: event.y].symbol == "◆")
    _ = update(&state, .input(.mouse(event)))
    #expect(state.screen == .distribution)
    #expect((state.row, state.group) == (5, 2))
  }

  @Test func theComparisonIsSortedByATitleAndARowTaken() async throws {
    var state = Fixture.state()
    press(&state, "4")
    await Fixture.answer(&state)
    try mouse(.press, "cosine", &state)
    #expect(state.comparisonColumn == .cosine)
    try mouse(.press, "i INT sym", &state)
    #expect(state.comparedScheme == QuantizationScheme("int4-sym:g64"))
    try mouse(.press, "i INT sym", &state)
    #expect(state.scheme == QuantizationScheme("int4-sym:g64"))
  }

  @Test func theRankingIsSortedByATitleAndALayerOpened() async throws {
    var state = Fixture.state()
    press(&state, "5")
    await Fixture.answer(&state)
    try mouse(.press, "kurt", &state)
    #expect(state.layerColumn == .kurtosis)
    let layers = state.rankedLayers
    let line = FrameLayout(state).screen.y + 4
    let event = MouseEvent(kind: .press, x: FrameLayout(state).screen.x + 4, y: line)
    _ = update(&state, .input(.mouse(event)))
    #expect(state.layerCursor == layers[2])
    _ = update(&state, .input(.mouse(event)))
    #expect(state.selection == layers[2])
    #expect(state.screen == .distribution)
  }

  @Test func theHelpScrollsRunsAndCloses() throws {
    var state = Fixture.state(80, 24)
    press(&state, "?")
    try mouse(.scrollDown, "one bit less", &state)
    #expect(state.help?.cursor == 3)
    try mouse(.press, "one bit less", &state)
    #expect(state.help?.selected?.help == "one bit less")
    try mouse(.press, "one bit less", &state)
    #expect(state.help == nil)
    #expect(state.scheme.bitWidth == 3)
    press(&state, "?")
    _ = update(&state, .input(.mouse(MouseEvent(kind: .press, x: 0, y: 23))))
    #expect(state.help == nil)
  }

  @Test func aCandidateOfTheCommandLineIsTaken() throws {
    var state = Fixture.state()
    press(&state, ":scr")
    try mouse(.press, "what is shown", &state)
    #expect(state.prompt.editor?.text == "screen ")
    try mouse(.press, "  heatmap", &state)
    #expect(state.prompt.editor?.text == "screen heatmap")
    try mouse(.press, "pooler", &state)
    #expect(!state.prompt.isOpen)
  }

  @Test func withoutTheMouseNothingHappens() throws {
    var state = Fixture.state()
    press(&state, "M")
    try mouse(.press, "Grid", &state)
    #expect(state.screen == .distribution)
  }

  @Test func releasesAndClicksBesideTheFrameMeanNothing() {
    var state = Fixture.state()
    let before = state
    for (x, y) in [(-1, -1), (119, 39), (500, 500), (0, 0)] {
      #expect(update(&state, .input(.mouse(MouseEvent(kind: .press, x: x, y: y)))) == [])
    }
    _ = update(&state, .input(.mouse(MouseEvent(kind: .release, x: 20, y: 1))))
    #expect(state == before)
  }
}
