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
      NumberText.decibels(decibels[0]) + " ★ "
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

  @Test func theGridShowsHowOftenThePinnedSchemeTakesTheSameCode() async throws {
    let state = await compared("2")
    let report = try #require(state.scopeSlot.report.value)
    #expect(report.usages.count == 2)
    let others = Dictionary(uniqueKeysWithValues: report.usages[1].map { ($0.code, $0.count) })
    let entries = try #require(report.grids[0]).entries
    let lines = Fixture.frame(state).text.split(separator: "\n").map(String.init)
    for (entry, usage) in zip(entries, report.usages[0]) {
      let base = try #require(others[entry.code])
      let count = usage.count == 0 ? "unused" : NumberText.count(usage.count)
      let expected = " \(count) \(NumberText.countDifference(usage.count, from: base)) "
      let bits = " \(state.scheme.element.bitText(of: entry.code)) "
      let line = lines.first { $0.contains(bits) }
      #expect(line?.contains(expected) == true, "\(expected)\n\(line ?? "")")
    }
  }

  @Test func codesOfAnotherFormatAreNotCompared() async throws {
    var state = Fixture.state(120, 40, scheme: "int4:g64")
    press(&state, "pa2")
    await Fixture.answer(&state)
    let report = try #require(state.scopeSlot.report.value)
    let zero = try #require(report.usage.first { $0.code == 0 })
    let lines = Fixture.frame(state).text.split(separator: "\n")
    let line = try #require(lines.first { $0.contains(" 0|00|0 ") })
    #expect(line.contains(" \(zero.count)   "), "\(line)")
  }

  @Test func sidesShowHowManyCodesThePinnedSchemeUses() async throws {
    let state = await compared()
    let report = try #require(state.scopeSlot.report.value)
    for sign in [Sign.negative, .positive] {
      let codes = try #require(SideCodes(report, 0, sign: sign, isOneGroup: true))
      let others = try #require(SideCodes(report, 1, sign: sign, isOneGroup: true))
      let difference = NumberText.countDifference(codes.used, from: others.used)
      let expected = "\(codes.used) of \(codes.available) \(difference)"
      #expect(Fixture.frame(state).text.contains(expected), "\(expected)")
    }
  }

  @Test(arguments: HeatmapKind.allCases) func theHeatmapShowsTheDifferenceOfItsGroup(
    _ kind: HeatmapKind
  ) async throws {
    var state = await compared("3")
    state.heatmapKind = kind
    press(&state, "]")
    await Fixture.answer(&state)
    let report = try #require(state.heatmapSlot.report.value)
    let rival = try #require(state.rivalHeatmapSlot.report.value)
    #expect(rival.request.granularity == .perGroup(size: 64))
    #expect(report.request.granularity != rival.request.granularity)
    press(&state, .enter)
    press(&state, .right)
    let group = try #require(state.groupLayout).columns(ofGroup: state.group).lowerBound / 64
    let base = try #require(rival.value(row: state.row, group: group))
    let value = try #require(report.value(row: state.row, group: state.group))
    let text = Fixture.frame(state).text
    #expect(text.contains("◆ \(kind.text(base)) of its group \(group)"), "\(text)")
    #expect(text.contains("  \(kind.text(value)) ("), "\(text)")
  }

  @Test func theHeatmapOfNoPinnedSchemeIsNotMeasured() async {
    var state = Fixture.state()
    press(&state, "3p")
    await Fixture.answer(&state)
    #expect(state.rivalHeatmapSlot.request == nil)
    press(&state, "f")
    #expect(state.rivalHeatmapSlot.request?.granularity == state.pinned?.granularity)
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
