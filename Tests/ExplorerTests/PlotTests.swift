import Analysis
import Quantization
import TerminalUI
import Testing
import WeightStatistics

@testable import Explorer

@Suite struct PlotTests {
  private func shown(_ columns: Int = 120, _ rows: Int = 40) async -> AppState {
    var state = Fixture.state(columns, rows)
    await Fixture.answer(&state)
    return state
  }

  @Test func zoomingHalvesTheAxisAndCountsAgain() async throws {
    var state = await shown()
    let whole = try #require(state.plotSlot.report.value?.weights)
    press(&state, "zz")
    #expect(state.plotSlot.request?.halvings == 2)
    #expect(state.plotSlot.report.value?.weights == whole, "the old plot stays until then")
    #expect(Fixture.frame(state).text.contains("counting …"))
    await Fixture.answer(&state)
    let zoomed = try #require(state.plotSlot.report.value?.weights)
    #expect(zoomed.upperBound == whole.upperBound / 4)
    #expect(zoomed.totalCount == whole.totalCount)
    #expect(zoomed.belowCount > 0 && zoomed.aboveCount > 0)
    press(&state, "Z")
    #expect(state.plotSlot.request?.halvings == 1)
    press(&state, "0")
    #expect(state.plotSlot.request?.halvings == 0)
  }

  @Test func zoomEndsAtTheWholeAxisAndAtAMillionth() {
    var state = Fixture.state()
    press(&state, "Z")
    #expect(state.message == "this is the whole axis")
    press(&state, String(repeating: "z", count: 21))
    #expect(state.plot.halvings == 20)
    #expect(state.message == "the bins cannot get narrower")
  }

  @Test func zoomLeavesTheErrorsAlone() async {
    var state = await shown()
    let generations = state.generations
    press(&state, "z")
    press(&state, "x")
    press(&state, "d")
    #expect(state.generations == generations)
  }

  @Test func zoomSurvivesTheStepToAnotherGroup() async {
    var state = await shown()
    press(&state, "z")
    press(&state, .enter, .right)
    #expect(state.plotSlot.request?.halvings == 1)
    #expect(state.plotSlot.report == .loading(fraction: nil))
  }

  @Test func theAxisStepsFromAllWeightsToTheCentralOnes() async {
    var state = await shown()
    press(&state, "V")
    for reach in [AxisReach.all, .central999, .central99, .automatic] {
      press(&state, "x")
      await Fixture.answer(&state)
      #expect(state.plotSlot.request?.reach == reach)
      let shown = state.plotSlot.report.value?.reach
      #expect(reach == .automatic ? shown != .automatic : shown == reach)
    }
  }

  @Test func theEndsSayHowManyWeightsLieBeyondThem() async throws {
    var state = await shown()
    press(&state, "Vxxx")
    await Fixture.answer(&state)
    let weights = try #require(state.plotSlot.report.value?.weights)
    let text = Fixture.frame(state).text
    #expect(text.contains("\(NumberText.count(weights.belowCount)) ‹ "))
    #expect(text.contains(" › \(NumberText.count(weights.aboveCount))"))
    #expect(text.contains("99 % of the weights"))
  }

  @Test func dequantizedWeightsAreThoseOfTheCurrentScheme() async throws {
    var state = await shown()
    press(&state, "d")
    #expect(!Fixture.frame(state).text.contains("•"))
    await Fixture.answer(&state)
    #expect(Fixture.frame(state).text.contains("• afpq4:g64 dequantized"))
    let report = try #require(state.plotSlot.report.value)
    #expect(report.request.schemes == [state.scheme])
    press(&state, "i")
    // The points of another scheme are gone at once.
    #expect(!Fixture.frame(state).text.contains("•"))
    await Fixture.answer(&state)
    #expect(Fixture.frame(state).text.contains("• int4:g64 dequantized"))
    press(&state, "d")
    await Fixture.answer(&state)
    #expect(!Fixture.frame(state).text.contains("•"))
  }

  @Test(arguments: ["z", "Z", "0", "x", "d", "L"]) func elsewhereTheKeySaysWhereItWorks(
    _ key: String
  ) {
    var state = Fixture.state()
    press(&state, "2" + key)
    #expect(state.message?.hasSuffix("in Distribution: 1 shows it") == true)
    #expect(state.plot == PlotSettings() && !state.hasLogarithmicCounts)
  }
}
