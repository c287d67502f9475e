import Analysis
import Quantization
import TerminalUI
import Testing

@testable import Explorer

@Suite struct InspectionTests {
  private func inspecting(_ scheme: String = "afpq4:g64") -> AppState {
    var state = Fixture.state(scheme: scheme)
    press(&state, "6")
    press(&state, .enter)
    return state
  }

  @Test func arrowsMoveToTheNeighborsAndTheGroupFollows() {
    var state = inspecting()
    press(&state, .right, .down)
    #expect((state.row, state.column, state.group) == (1, 1, 0))
    press(&state, .end)
    #expect((state.column, state.group) == (191, 2))
    press(&state, .right)
    #expect(state.message == "this is the last of the row")
  }

  @Test func theWeightIsInTheGroupOfTheDistribution() {
    var state = Fixture.state()
    press(&state, .enter, .right)
    press(&state, "6")
    #expect((state.column, state.group) == (64, 1))
    press(&state, .left)
    press(&state, "1")
    #expect(state.group == 0)
    press(&state, "6")
    #expect(state.column == 63)
  }

  @Test func otherGroupsKeepTheWeight() {
    var state = inspecting()
    press(&state, .end)
    press(&state, "[")
    #expect((state.column, state.group) == (191, 5))
  }

  @Test func everyStepFollowsAnotherWeight() async throws {
    var state = inspecting()
    await Fixture.answer(&state)
    let effects = press(&state, .right)
    let request = TraceRequest(
      tensor: Fixture.key, row: 0, column: 1, scheme: state.scheme)
    let asked = effects.contains { effect in
      if case .ask(_, .trace(request)) = effect { true } else { false }
    }
    #expect(asked)
    #expect(state.traceSlot.report == .loading(fraction: nil))
  }

  @Test func theWayOnTheScreenIsThatOfTheAnalyzer() async throws {
    var state = inspecting("mxfp4")
    await Fixture.answer(&state)
    let request = try #require(state.traceSlot.request)
    #expect(state.traceSlot.report.value == (try await Fixture.analyzer.trace(request)))
  }

  @Test func theNextOutlierBecomesTheWeight() async throws {
    var state = inspecting()
    await Fixture.answer(&state)
    press(&state, "o")
    #expect(state.outlierSlot.isPending)
    let expected = try await Fixture.analyzer.nextOutlier(
      OutlierRequest(tensor: Fixture.key, position: 0))
    await Fixture.answer(&state)
    if let expected {
      #expect(state.row * 192 + state.column == expected)
    } else {
      #expect(state.message == "no weight lies beyond 6 standard deviations of the mean")
    }
    #expect(!state.isWaitingForReports)
    #expect(state.outlierSearch == nil)
  }

  @Test func anyKeyEndsTheSearchForAnOutlier() {
    var state = inspecting()
    press(&state, "o")
    #expect(press(&state, .right).contains(.cancel(.outlier)))
    #expect(state.outlierSearch == nil)
  }

  @Test func foundOutliersOfAnotherPlaceAreDropped() async throws {
    var state = inspecting()
    press(&state, "o")
    let id = JobID(kind: .outlier, generation: state.outlierSlot.generation)
    press(&state, .right)
    _ = update(&state, .jobFinished(id, .success(.outlier(4000))))
    #expect((state.row, state.column) == (0, 1))
  }
}
