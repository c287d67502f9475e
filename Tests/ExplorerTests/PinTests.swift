import Analysis
import Quantization
import TerminalUI
import Testing
import WeightStatistics

@testable import Explorer

@Suite struct PinTests {
  /// Symmetric FP pinned, AFPQ current.
  private func compared(_ keys: String = "", _ columns: Int = 120, _ rows: Int = 40) async
    -> AppState
  {
    var state = Fixture.state(columns, rows, scheme: "fp4:g64")
    press(&state, "pa" + keys)
    await Fixture.answer(&state)
    return state
  }

  @Test func pPinsAndUnpins() {
    var state = Fixture.state()
    let first = state.scheme
    press(&state, "p")
    #expect(state.pinned == first && state.rival == nil)
    press(&state, "i")
    #expect(state.rival == first)
    press(&state, "p")
    #expect(state.pinned == state.scheme)
    press(&state, "p")
    #expect(state.pinned == nil)
  }

  @Test func thePinnedSchemeIsAskedForWithTheOthersOnce() async throws {
    let state = await compared()
    let schemes = state.panelSchemes
    let pinned = try #require(state.pinned)
    #expect(schemes[..<2] == [state.scheme, pinned])
    #expect(Set(schemes).count == schemes.count)
    #expect(state.scopeSlot.request?.schemes == schemes)
    #expect(state.tensorSlot.request?.schemes == schemes)
  }

  @Test(arguments: [(120, 40), (80, 24)])
  func errorsShowTheirDifferenceAndTheStatusThePin(_ columns: Int, _ rows: Int) async throws {
    let state = await compared("", columns, rows)
    let report = try #require(state.tensorSlot.report.value)
    let decibels = try report.results.prefix(2).map {
      try #require(try $0.outcome.get().metrics.signalToNoiseDecibels)
    }
    let expected =
      NumberText.decibels(decibels[0]) + " "
      + NumberText.difference(decibels[0], from: decibels[1], decimals: 2)
    let text = Fixture.frame(state).text
    #expect(text.contains(expected))
    #expect(text.contains("◆ pinned: fp4:g64"))
  }

  @Test func bothDequantizedDistributionsAreDrawn() async throws {
    var state = await compared("V")
    press(&state, "d")
    await Fixture.answer(&state)
    let pinned = try #require(state.pinned)
    #expect(state.plotSlot.report.value?.request.schemes == [state.scheme, pinned])
    let text = Fixture.frame(state).text
    #expect(text.contains("◦ fp4:g64  • afpq4:g64 dequantized"))
    #expect(text.contains("◆sym"))
  }

  @Test func theGridShowsTheWayToTheNearestPinnedValue() async throws {
    let state = await compared("2")
    let report = try #require(state.scopeSlot.report.value)
    let (grid, pinned) = (try #require(report.grids[0]), try #require(report.grids[1]))
    let text = Fixture.frame(state).text
    #expect(text.contains("from ◆"))
    for entry in grid.entries where entry.restored != 0 {
      let nearest = pinned.entries.min {
        (entry.restored - $0.restored).magnitude < (entry.restored - $1.restored).magnitude
      }
      let distance = entry.restored - (try #require(nearest)).restored
      let line = text.split(separator: "\n").first {
        $0.contains(" \(NumberText.signedWeight(entry.restored)) ")
      }
      #expect(line?.hasSuffix(distance == 0 ? "=" : NumberText.signedWeight(distance)) == true)
    }
  }

  @Test func theComparisonHasThePinnedSchemeEvenAtOtherBits() async throws {
    let state = await compared("4+")
    let pinned = try #require(state.pinned)
    #expect(state.scheme.bitWidth == 5)
    #expect(state.comparedSchemes.contains(pinned))
    let base = try #require(try state.comparison(of: pinned)?.get())
    let current = try #require(try state.comparison(of: state.scheme)?.get())
    let text = Fixture.frame(state).text
    #expect(text.contains(ComparisonColumn.signalToNoise.difference(current, from: base)))
    #expect(text.contains("◆ F FP") || text.contains("◆ @ FP"))
  }

  @Test func theWayOfAWeightShowsWhereThePinnedSchemeLeads() async throws {
    let state = await compared("6")
    let trace = try #require(state.rivalTraceSlot.report.value)
    #expect(trace.request.scheme == state.pinned)
    let text = Fixture.frame(state).text
    #expect(text.contains("◆ \(NumberText.signedWeight(trace.restored))"))
    #expect(text.contains("◆ \(NumberText.scientific(trace.error))"))
  }
}
