import Checkpoints
import TerminalUI
import Testing

@testable import Explorer

@Suite struct ListKeysTests {
  private func label(_ state: AppState) -> String? {
    state.list.cursorNode.map { state.model.tree.nodes[$0].label }
  }

  @Test func theCursorShowsTheTensorUnderIt() {
    var state = Fixture.state()
    press(&state, .down)
    #expect(state.tensor?.name == "encoder.layer.0.attention.self.query.bias")
  }

  @Test(arguments: [(80, false), (80, true), (120, false), (120, true)])
  func expertsCanBeToldApart(_ columns: Int, _ isFiltered: Bool) {
    let tensors = (0..<12).map {
      TensorDescriptor(
        name: "model.layers.3.mlp.experts.\($0).down_proj.weight", dataType: .f32, shape: [4, 64])
    }
    var state = AppState(
      model: Model(name: "m", tensors: tensors), size: Size(columns: columns, rows: 24),
      scanLimit: 0)
    if isFiltered { press(&state, "/down") }
    let list = Fixture.frame(state).text.split(separator: "\n").map { $0.prefix(24) }
    for expert in 0..<12 {
      #expect(list.count { $0.contains(".\(expert).d") } == 1, "\(list.joined(separator: "\n"))")
    }
  }

  @Test func theLastWordOfANameStays() {
    let words = ["k", "q", "v"].map { "encoder.self_attention.\($0)_proj.weight" }
    for name in words {
      let tensors = [
        TensorDescriptor(name: name, dataType: .f32, shape: [4096, 11008]),
        TensorDescriptor(name: "embeddings.weight", dataType: .f32, shape: [4, 64]),
      ]
      let state = AppState(
        model: Model(name: "m", tensors: tensors), size: Size(columns: 80, rows: 24), scanLimit: 0)
      let word = name.split(separator: ".").suffix(2).first ?? ""
      let list = Fixture.frame(state).text.split(separator: "\n").map { $0.prefix(24) }
      #expect(list.contains { $0.contains("…\(word)") }, "\(list.joined(separator: "\n"))")
    }
  }

  @Test func onAModuleTheLastTensorStays() {
    var state = Fixture.state()
    press(&state, "gj")
    #expect(state.tensor?.name == "embeddings.position_ids")
    press(&state, "g")
    #expect(label(state) == "embeddings")
    #expect(state.tensor?.name == "embeddings.position_ids")
  }

  @Test func leftFoldsAndGoesToTheModuleAround() {
    var state = Fixture.state()
    press(&state, .left)
    #expect(label(state) == "self")
    press(&state, .left)
    #expect(state.list.folded.contains(state.list.cursorNode ?? -1))
    press(&state, .left)
    #expect(label(state) == "attention")
    press(&state, .down, .right)
    #expect(!state.list.folded.contains(state.list.cursorNode ?? -1))
  }

  @Test func enterOnATensorMovesTheArrowsToTheViewAndEscBack() {
    var state = Fixture.state()
    press(&state, .enter)
    #expect(state.focus == .screen)
    press(&state, .escape)
    #expect(state.focus == .list)
    #expect(label(state) == "key.weight")
  }

  @Test func bigStepsReachTensorsInFoldedLayers() {
    var state = Fixture.state()
    press(&state, .enter)
    press(&state, "JJJ")
    #expect(state.tensor?.name == "encoder.layer.0.output.dense.weight")
    press(&state, "J")
    #expect(state.tensor?.name == "encoder.layer.1.attention.output.dense.weight")
    press(&state, "K")
    #expect(state.tensor?.name == "encoder.layer.0.output.dense.weight")
  }

  @Test func stepsEndAtTheLastTensor() {
    var state = Fixture.state(tensor: "pooler.empty")
    #expect(press(&state, "J") == [])
    #expect(state.message == "this is the last tensor")
  }

  @Test func rowAndGroupSurviveAChangeOfTensorAsFarAsTheyExist() {
    var state = Fixture.state()
    press(&state, .enter, .end, .down, .down)
    press(&state, "J")
    #expect(state.tensor?.shape == [24])
    #expect((state.row, state.group) == (0, 0))
    press(&state, "JG")
    press(&state, "J")
    #expect(state.row == 23)
  }

  @Test func filteringShowsMatchesWithTheirModulesAndSelectsTheBest() {
    var state = Fixture.state()
    press(&state, "/11 query.w")
    #expect(state.list.matchCount == 1)
    #expect(state.tensor?.name == "encoder.layer.11.attention.self.query.weight")
    let labels = state.list.rows.map { state.model.tree.nodes[$0].label }
    #expect(labels == ["encoder", "layer.11", "attention", "self", "query.weight"])
  }

  @Test func everyPrintableKeyIsTextInTheFilter() {
    var state = Fixture.state()
    press(&state, "/q?i+")
    #expect(state.list.filter == "q?i+")
    #expect(state.isRunning)
    #expect(state.scheme == Fixture.state().scheme)
  }

  @Test func matchedLettersStandOut() {
    var state = Fixture.state()
    press(&state, "/l11qw")
    let frame = Fixture.frame(state)
    let list = FrameLayout(state).list
    let marked = list.rows.map { row in
      String(
        (row.x..<row.maxX).map { frame[x: $0, y: row.y] }
          .filter { $0.style.attributes.isSuperset(of: [.bold, .underline]) }
          .compactMap(\.symbol))
    }
    #expect(marked.prefix(5) == ["", "l11", "", "", "qw"])
  }

  @Test func matchedLettersStandOutInARankedList() async {
    var state = Fixture.state()
    press(&state, "t")
    await Fixture.answer(&state)
    press(&state, "/query")
    let frame = Fixture.frame(state)
    let rows = FrameLayout(state).list.rows.prefix(state.list.rows.count)
    #expect(rows.count > 5)
    for row in rows {
      let marked = (row.x..<row.maxX).map { frame[x: $0, y: row.y] }
        .filter { $0.style.attributes.isSuperset(of: [.bold, .underline]) }
      #expect(String(marked.compactMap(\.symbol)) == "query")
    }
  }

  @Test func theFilterIsEditedAtItsCursor() {
    var state = Fixture.state()
    press(&state, "/uery")
    press(&state, .home)
    press(&state, "q")
    #expect(state.list.filter == "query")
    press(&state, .control("u"))
    #expect(state.list.filter == "uery")
    press(&state, .control("k"))
    #expect(state.list.filter == "")
    #expect(state.isEditingFilter)
  }

  @Test func enterKeepsTheFilterAndLeavesTheLine() {
    var state = Fixture.state()
    press(&state, "/query")
    press(&state, .enter)
    #expect(state.keyContext == .list)
    #expect(state.list.filter == "query")
    press(&state, .escape)
    #expect(state.list.filter == "")
  }

  @Test func escClearsTheFilterAndKeepsTheSelection() {
    var state = Fixture.state()
    press(&state, "/pool")
    let selected = state.selection
    press(&state, .escape)
    #expect(state.list.filter == "")
    #expect(state.selection == selected)
    #expect(label(state) == "dense.weight")
  }

  @Test func theSelectedTensorStaysWhileItMatches() {
    var state = Fixture.state()
    press(&state, "/weight")
    #expect(state.tensor?.name == Fixture.key)
  }

  @Test func withoutAMatchTheTensorStays() {
    var state = Fixture.state()
    press(&state, "/zzz")
    #expect(state.list.rows.isEmpty)
    #expect(state.tensor?.name == Fixture.key)
    press(&state, .down, .enter)
    press(&state, " hlgGJK")
    #expect(state.tensor?.name == Fixture.key)
  }

  @Test func backspaceTakesACharacterThenLeaves() {
    var state = Fixture.state()
    press(&state, "/ab")
    press(&state, .backspace, .backspace)
    #expect(state.isEditingFilter)
    press(&state, .backspace)
    #expect(!state.isEditingFilter)
  }

  @Test func withoutAListTheArrowsStepTensors() {
    var state = Fixture.state(40, 10)
    press(&state, .down, .down)
    #expect(state.tensor?.name == "encoder.layer.0.attention.self.query.weight")
  }

  @Test func aLongListScrollsWithTheCursor() {
    var state = Fixture.state(80, 24)
    press(&state, "/weight")
    press(&state, .enter)
    press(&state, "G")
    let height = FrameLayout(state).list.height
    #expect(state.list.cursor == state.list.rows.count - 1)
    #expect(state.list.firstRow == state.list.rows.count - height)
    press(&state, "g")
    #expect(state.list.firstRow == 0)
  }
}
