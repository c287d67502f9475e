import Analysis
import Quantization
import TerminalUI
import Testing

@testable import Explorer

@Suite struct ComparisonTests {
  private func compared(_ scheme: String = "afpq4:g64") async -> AppState {
    var state = Fixture.state(scheme: scheme)
    press(&state, "4")
    await Fixture.answer(&state)
    return state
  }

  @Test func theTableIsAskedForWhenItIsLookedAtAndTheCurvesAfterIt() async throws {
    var state = Fixture.state()
    #expect(state.comparisonSlot.request == nil)
    press(&state, "4")
    #expect(state.comparisonSlot.isPending)
    #expect(!state.curveSlot.isPending)
    let (id, question) = try #require(state.pendingQuestion(.comparison))
    let answer = try await Fixture.analyzer.answer(question)
    _ = update(&state, .jobFinished(id, .success(answer)))
    #expect(state.curveSlot.isPending)
  }

  @Test func numbersAreThoseOfTheAnalyzer() async throws {
    let state = await compared()
    let expected = try await Fixture.analyzer.compare(state.lineup.schemes, on: Fixture.key)
    #expect(state.comparisonSlot.report.value == expected)
  }

  @Test(arguments: ComparisonColumn.allCases)
  func rowsAreSortedByEveryColumn(_ column: ComparisonColumn) async throws {
    var state = await compared()
    while state.comparisonColumn != column { press(&state, "c") }
    let costs = state.comparedSchemes.compactMap { scheme in
      (try? state.comparison(of: scheme)?.get()).flatMap(column.cost)
    }
    #expect(costs.count == state.lineup.schemes.count)
    #expect(costs == costs.sorted())
    #expect(Set(state.comparedSchemes) == Set(state.lineup.schemes))
  }

  @Test func curvesOutliveAChangeOfBits() async {
    var state = await compared()
    let generation = state.curveSlot.generation
    press(&state, "+")
    #expect(state.curveSlot.generation == generation)
    #expect(state.curveSlot.report.value != nil)
    #expect(state.comparisonSlot.report == .loading(fraction: nil))
  }

  @Test func leavingTheScreenKeepsWhatIsKnownAndCancelsWhatIsNot() async {
    var state = await compared()
    press(&state, "1")
    await Fixture.answer(&state)
    #expect(press(&state, "4") == [])
    #expect(press(&state, "1") == [])
    press(&state, "4")
    press(&state, "+")
    #expect(press(&state, "1").contains(.cancel(.comparison)))
  }

  @Test func anotherTensorMakesTheNumbersUnknown() async {
    var state = await compared()
    press(&state, "JJ")
    #expect(state.comparisonSlot.report.value == nil)
    #expect(state.curveSlot.report.value == nil)
  }

  @Test(arguments: [(120, 40), (80, 24), (60, 24), (48, 30), (44, 22)])
  func theLegendNamesEveryFamilyThatIsDrawn(_ columns: Int, _ rows: Int) async throws {
    var state = Fixture.state(columns, rows, scheme: "afpq4:g64")
    press(&state, "4")
    await Fixture.answer(&state)
    let lines = Fixture.frame(state).text.split(separator: "\n")
    let title = try #require(lines.firstIndex { $0.contains("SQNR dB  over") })
    let below = lines[title...].joined(separator: " \n") + " "
    for family in CurveFamily.allCases {
      #expect(below.contains("\(family.letter) \(family.name) "), "\(family)\n\(below)")
    }
  }

  @Test func aLegendWithoutRoomSaysHowManyItLeavesOut() async throws {
    var state = Fixture.state(24, 24, scheme: "afpq4:g64")
    press(&state, "4")
    await Fixture.answer(&state)
    let lines = Fixture.frame(state).text.split(separator: "\n")
    let first = try #require(lines.firstIndex { $0.contains("I INT  i INT sym") })
    let legend = lines[first...].joined(separator: " \n")
    let named = CurveFamily.allCases.count { legend.contains("\($0.letter) \($0.name) ") }
    #expect(
      named > 4 && legend.contains("  +\(CurveFamily.allCases.count - named) \n"), "\(legend)")
  }

  @Test func enterTakesTheSchemeUnderTheCursor() async {
    var state = await compared()
    press(&state, .enter, .home)
    let first = state.comparedSchemes[0]
    press(&state, .enter)
    #expect(state.scheme == first)
  }

  @Test func microscalingFormatsLeaveTheGroupSizeOfTheOthers() async throws {
    var state = await compared()
    press(&state, "m")
    #expect(state.scheme.granularity == .perGroup(size: 32))
    #expect(state.lineup.schemes.contains(try QuantizationScheme(parsing: "afpq4:g64")))
  }

  @Test func aSchemeOfNoFamilyIsCompared() throws {
    let scheme = try QuantizationScheme(parsing: "fp4-e3m0:g64")
    let lineup = SchemeLineup(current: scheme, plain: scheme)
    #expect(lineup.schemes.first == scheme)
    #expect(lineup.family(of: scheme) == nil)
  }

  @Test func everyFamilyHasALetterOfItsOwn() {
    #expect(Set(CurveFamily.allCases.map(\.letter)).count == CurveFamily.allCases.count)
  }

  @Test(arguments: 2...8) func everyComparedSchemeHasTheBitsOfTheCurrentOne(_ bits: Int) throws {
    let scheme = try QuantizationScheme(parsing: "int\(bits)")
    let schemes = SchemeLineup(current: scheme, plain: scheme).schemes
    #expect(schemes.allSatisfy { $0.bitWidth == bits })
    #expect(Set(schemes).count == schemes.count)
  }

  @Test(arguments: [([1.0, 2], 4), ([-3, 17.2], 3), ([5], 2), ([0.1, 0.2], 8)])
  func axesHoldEveryValueAndARoundOne(_ values: [Double], _ steps: Int) throws {
    let range = try #require(ValueRange(values, steps: steps))
    #expect(values.allSatisfy { (0...1).contains(range.fraction(of: $0)) })
    #expect(!range.ticks.isEmpty)
    #expect(range.ticks.allSatisfy { (0...1).contains(range.fraction(of: $0)) })
    #expect(range.ticks.allSatisfy { ($0 / range.step).rounded() * range.step == $0 })
  }

  @Test func aTableThatFailsSaysWhyAndWaitsForNothing() throws {
    var state = Fixture.state()
    press(&state, "4")
    let (id, _) = try #require(state.pendingQuestion(.comparison))
    _ = update(&state, .jobFinished(id, .failure(.emptyTensor(tensor: "w"))))
    let text = Fixture.frame(state).text
    #expect(text.contains("w has no elements"))
    #expect(!text.contains("quantizing at"))
    #expect(!state.curveSlot.isPending)
  }
}
