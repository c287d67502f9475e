import Analysis
import Checkpoints
import Quantization
import TerminalUI
import Testing

@testable import Explorer

@Suite struct LayersTests {
  /// Answers the next question of the scan.
  private func answerOne(_ state: inout AppState) async throws {
    let (id, question) = try #require(state.pendingQuestion(.scan))
    let answer = try await Fixture.analyzer.answer(question)
    _ = update(&state, .jobFinished(id, .success(answer)))
    _ = update(&state, .frameDue)
  }

  /// On the ranking, everything but the scan answered.
  private func scanning() async -> AppState {
    var state = Fixture.state()
    press(&state, "5")
    await Fixture.answer(&state, JobKind.allCases.filter { $0 != .scan })
    return state
  }

  @Test func theScanStartsHereAndGoesFromTensorToTensor() async throws {
    var state = Fixture.state()
    #expect(!state.scanSlot.isPending)
    state = await scanning()
    try await answerOne(&state)
    #expect(state.rankedLayers.count == 1)
    try await answerOne(&state)
    #expect(state.rankedLayers.count == 2)
    #expect(state.scanSlot.isPending)
  }

  @Test func escStopsTheScanAndFiveResumesIt() async throws {
    var state = await scanning()
    try await answerOne(&state)
    #expect(press(&state, .escape).contains(.cancel(.scan)))
    #expect(state.rankedLayers.count == 1)
    press(&state, "5")
    try await answerOne(&state)
    #expect(state.rankedLayers.count == 2)
  }

  @Test func resultsAreKeptForEveryScheme() async throws {
    var state = await scanning()
    try await answerOne(&state)
    press(&state, "i")
    #expect(state.rankedLayers.isEmpty)
    press(&state, "a")
    #expect(state.rankedLayers.count == 1)
  }

  @Test func everyColumnRanks() async throws {
    var state = await scanning()
    for _ in 0..<6 { try await answerOne(&state) }
    for _ in LayerColumn.allCases {
      press(&state, "c")
      let ranks = state.rankedLayers.compactMap { tensor in
        (try? state.scan[tensor, state.scheme]?.get()).flatMap(state.layerColumn.value)
          .map(state.layerColumn.rank)
      }
      #expect(ranks.count == 6)
      #expect(ranks == ranks.sorted(by: >))
    }
  }

  @Test func enterShowsTheTensorAtItsWorstGroup() async throws {
    var state = await scanning()
    for _ in 0..<4 { try await answerOne(&state) }
    press(&state, "n")
    let expected = state.rankedLayers[1]
    press(&state, .enter)
    #expect(state.selection == expected)
    #expect(state.screen == .distribution)
    let request = HeatmapRequest(
      tensor: Fixture.model.tensors[expected].name, granularity: state.scheme.granularity,
      measure: .normalizedError(state.scheme))
    let report = try await Fixture.analyzer.heatmap(request)
    await Fixture.answer(&state, [.worst])
    #expect(state.row * report.groupsPerRow + state.group == report.highest[0])
    #expect(state.message?.contains("the highest NMSE of afpq4:g64") == true)
    #expect(state.worstSearch == nil && !state.worstSlot.isPending)
  }

  @Test func anyKeyEndsTheSearchForTheWorstGroup() async throws {
    var state = await scanning()
    try await answerOne(&state)
    press(&state, .enter)
    let place = (state.row, state.group)
    #expect(press(&state, "L").contains(.cancel(.worst)))
    #expect((state.row, state.group) == place)
  }

  @Test(arguments: LayerColumn.allCases) func insertedOrRankedAtOnceTheOrderIsTheSame(
    _ column: LayerColumn
  ) async throws {
    var state = await scanning()
    state.sortLayers(by: column)
    press(&state, "L")
    for _ in 0..<8 { try await answerOne(&state) }
    let key = LayerRanking.Key(scheme: state.scheme, column: column)
    #expect(state.ranking == LayerRanking(key, state.scan.values(column, state.scheme)))
  }

  @Test func whatTheScanFindsIsRankedForTheNextFrameAndForKeys() async throws {
    var state = await scanning()
    for action in [Action.frameDue, .input(.key(.down))] {
      let known = state.rankedLayers
      let (id, question) = try #require(state.pendingQuestion(.scan))
      let answer = try await Fixture.analyzer.answer(question)
      _ = update(&state, .jobFinished(id, .success(answer)))
      #expect(state.rankedLayers == known)
      _ = update(&state, action)
      #expect(state.rankedLayers.count == known.count + 1)
    }
  }

  @Test func aSmallModelIsScannedByItselfAfterTheFirstLook() async throws {
    var state = Fixture.state(scanLimit: Fixture.model.byteCount)
    #expect(!state.hasScanStarted)
    await Fixture.answer(&state, JobKind.allCases.filter { $0 != .scan })
    #expect(state.scanSlot.isPending)
    var large = Fixture.state(scanLimit: Fixture.model.byteCount - 1)
    await Fixture.answer(&large)
    #expect(!large.hasScanStarted)
  }

  @Test func theScanWaitsForWhatIsOnTheScreen() async throws {
    var state = await scanning()
    try await answerOne(&state)
    press(&state, "1")
    await Fixture.answer(&state, JobKind.allCases.filter { $0 != .scan })
    let running = try #require(state.pendingQuestion(.scan))
    press(&state, .right)
    #expect(state.scopeSlot.isPending && state.scanSlot.isPending, "what runs goes on")
    let answer = try await Fixture.analyzer.answer(running.1)
    _ = update(&state, .jobFinished(running.0, .success(answer)))
    #expect(!state.scanSlot.isPending)
    await Fixture.answer(&state, JobKind.allCases.filter { $0 != .scan })
    #expect(state.scanSlot.isPending)
  }

  @Test func theListShowsTheColumnAndIsRankedByIt() async throws {
    var state = await scanning()
    press(&state, "1")
    press(&state, .escape)
    await Fixture.answer(&state)
    press(&state, "t")
    let best = state.ranking.tensors.map { Fixture.model.tree.nodeOfTensor[$0] }
    #expect(Array(state.list.rows.prefix(best.count)) == best)
    #expect(state.list.rows.count == Fixture.model.tensors.count)
    #expect(state.list.cursorNode == Fixture.model.tree.nodeOfTensor[state.selection ?? 0])
    let finding = try #require(state.scan[state.ranking.tensors[0], state.scheme]).get()
    #expect(Fixture.frame(state).text.contains("SQNR dB ▾"))
    press(&state, "g")
    #expect(state.selection == state.ranking.tensors[0])
    let text = Fixture.frame(state).text
    #expect(text.contains(LayerColumn.signalToNoise.text(finding)))
    press(&state, "J")
    #expect(state.selection == state.ranking.tensors[1])
    press(&state, "t")
    #expect(!state.list.isRanked)
    #expect(state.list.cursorNode == Fixture.model.tree.nodeOfTensor[state.selection ?? 0])
  }

  @Test func aFilterNarrowsTheRankedList() async throws {
    var state = await scanning()
    await Fixture.answer(&state)
    press(&state, "1")
    press(&state, .escape)
    press(&state, "t/key.weight")
    press(&state, .enter)
    let expected = state.ranking.tensors.filter {
      Fixture.model.tensors[$0].name.contains("key.weight")
    }
    #expect(state.list.rows == expected.map { Fixture.model.tree.nodeOfTensor[$0] })
  }

  @Test func anotherColumnRanksTheListAgain() async throws {
    var state = await scanning()
    await Fixture.answer(&state)
    press(&state, "t")
    let first = state.list.rows
    press(&state, "c")
    #expect(state.layerColumn == .gain)
    #expect(state.list.rows != first)
    press(&state, "C")
    #expect(state.list.rows == first)
  }

  @Test func thePinnedSchemeIsScannedAfterTheCurrentOne() async throws {
    var state = await scanning()
    press(&state, "p")
    press(&state, "i")
    await Fixture.answer(&state, JobKind.allCases.filter { $0 != .scan })
    let pinned = try #require(state.pinned)
    while let (_, question) = state.pendingQuestion(.scan), case .scan(let request) = question,
      request.schemes[0] == state.scheme
    {
      try await answerOne(&state)
    }
    #expect(state.scan.next(state.scheme) == nil && state.scan.count(pinned) == 0)
    try await answerOne(&state)
    #expect(state.scan.count(pinned) == 1)
    let tensor = try #require(state.scan.tensors?.first)
    let (one, other) = (
      try state.scan[tensor, state.scheme]?.get().decibels,
      try state.scan[tensor, pinned]?.get().decibels
    )
    let difference = NumberText.difference(one, from: other, decimals: 2)
    #expect(Fixture.frame(state).text.contains(difference))
  }

  @Test func shortNamesKeepTheLayer() {
    #expect(
      abbreviated("encoder.layer.10.attention.self.key.weight", to: 22) == "e.l.10.a.self.key")
    #expect(abbreviated("pooler.dense.weight", to: 22) == "pooler.dense")
    #expect(abbreviated("weight", to: 22) == "weight")
    let expert = "model.layers.0.mlp.experts.17.down_proj.weight"
    #expect(abbreviated(expert, to: 22) == "m.l.0.m.e.17.down_proj")
    #expect(abbreviated(expert, to: 18) == "l.0.m.e.17.dow…roj")
    #expect(abbreviated(expert, to: 14) == "l.0.e.17.do…oj")
    #expect(abbreviated(expert, to: 12) == "model.…_proj")
  }
}
