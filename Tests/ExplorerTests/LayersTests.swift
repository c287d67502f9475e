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
  }

  @Test func theScanStartsHereAndGoesFromTensorToTensor() async throws {
    var state = Fixture.state()
    #expect(!state.scanSlot.isPending)
    press(&state, "5")
    try await answerOne(&state)
    #expect(state.rankedLayers.count == 1)
    try await answerOne(&state)
    #expect(state.rankedLayers.count == 2)
    #expect(state.scanSlot.isPending)
  }

  @Test func escStopsTheScanAndFiveResumesIt() async throws {
    var state = Fixture.state()
    press(&state, "5")
    try await answerOne(&state)
    #expect(press(&state, .escape).contains(.cancel(.scan)))
    #expect(state.rankedLayers.count == 1)
    press(&state, "5")
    try await answerOne(&state)
    #expect(state.rankedLayers.count == 2)
  }

  @Test func resultsAreKeptForEveryScheme() async throws {
    var state = Fixture.state()
    press(&state, "5")
    try await answerOne(&state)
    press(&state, "i")
    #expect(state.rankedLayers.isEmpty)
    press(&state, "a")
    #expect(state.rankedLayers.count == 1)
  }

  @Test func everyColumnRanks() async throws {
    var state = Fixture.state()
    press(&state, "5")
    for _ in 0..<6 { try await answerOne(&state) }
    for _ in LayerColumn.allCases {
      press(&state, "c")
      let ranks = state.rankedLayers.compactMap { tensor in
        (try? state.scan[tensor, state.scheme]?.get()).flatMap(state.layerColumn.rank)
      }
      #expect(ranks.count == 6)
      #expect(ranks == ranks.sorted(by: >))
    }
  }

  @Test func enterShowsTheTensor() async throws {
    var state = Fixture.state()
    press(&state, "5")
    for _ in 0..<4 { try await answerOne(&state) }
    press(&state, .enter, .down)
    let expected = state.rankedLayers[1]
    press(&state, .enter)
    #expect(state.selection == expected)
    #expect(state.screen == .distribution)
  }

  @Test func shortNamesKeepTheLayer() {
    #expect(
      abbreviated("encoder.layer.10.attention.self.key.weight", to: 22) == "e.l.10.a.self.key")
    #expect(abbreviated("pooler.dense.weight", to: 22) == "pooler.dense")
    #expect(abbreviated("weight", to: 22) == "weight")
  }
}
