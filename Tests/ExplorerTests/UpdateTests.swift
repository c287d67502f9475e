import Analysis
import Quantization
import TerminalUI
import Testing
import WeightStatistics

@testable import Explorer

@Suite struct UpdateTests {
  @Test func firstEventAsksForTheGroupAndTheWholeTensor() throws {
    var state = AppState(
      model: Fixture.model, size: Size(columns: 120, rows: 40),
      tensor: Fixture.position(of: Fixture.key))
    let effects = update(&state, .input(.resized(state.size)))
    let requests = effects.compactMap { effect in
      if case .ask(_, .report(let request)) = effect { request } else { nil }
    }
    #expect(requests.map(\.extent) == [.group, .tensor])
    #expect(requests.allSatisfy { $0.tensor == Fixture.key })
    #expect(state.plotSlot.request?.binCount.isMultiple(of: 2) == true)
    #expect(state.isWaitingForReports)
  }

  @Test func aKeyThatChangesNothingAsksForNothing() {
    var state = Fixture.state()
    #expect(press(&state, "L") == [])
    #expect(press(&state, "?") == [])
  }

  @Test func changingTheSchemeAsksAgainAndHidesTheOldNumbers() async {
    var state = Fixture.state()
    await Fixture.answer(&state)
    let effects = press(&state, "i")
    #expect(effects.count == 2)
    #expect(state.scopeSlot.report == .loading(fraction: nil))
    #expect(state.tensorSlot.report == .loading(fraction: nil))
  }

  @Test func staleResultIsDropped() async throws {
    var state = Fixture.state()
    let old = try #require(state.scopeSlot.request)
    let id = JobID(kind: .scope, generation: state.scopeSlot.generation)
    press(&state, "f")
    let report = try await Fixture.analyzer.report(old)
    let effects = update(&state, .jobFinished(id, .success(.report(report))))
    #expect(effects == [])
    #expect(state.scopeSlot.report == .loading(fraction: nil))
  }

  @Test func staleProgressIsDropped() {
    var state = Fixture.state()
    let id = JobID(kind: .tensor, generation: state.tensorSlot.generation)
    press(&state, "f")
    _ = update(&state, .jobProgressed(id, fraction: 0.5))
    #expect(state.tensorSlot.report == .loading(fraction: nil))
  }

  @Test func steppingAGroupLeavesTheWholeTensorAlone() async throws {
    var state = Fixture.state()
    await Fixture.answer(&state)
    let effects = press(&state, .enter, .right)
    try #require(effects.count == 2)
    guard case .ask(let id, .report(let request)) = effects[0] else {
      Issue.record("expected a report")
      return
    }
    #expect(id.kind == .scope)
    #expect(request.group == 1)
    #expect(state.tensorSlot.report.value != nil)
  }

  @Test func resizingDoesNotRestartARunningJob() async {
    var state = Fixture.state()
    let generations = state.generations
    #expect(update(&state, .input(.resized(Size(columns: 90, rows: 30)))) == [])
    #expect(state.generations == generations)
    #expect(state.plotSlot.generation == 1)
  }

  @Test func resizingAfterwardsCountsNewBinsAndKeepsTheNumbers() async {
    var state = Fixture.state()
    await Fixture.answer(&state)
    let effects = update(&state, .input(.resized(Size(columns: 90, rows: 30))))
    #expect(effects.count == 1)
    #expect(state.plotSlot.report.value != nil)
    await Fixture.answer(&state)
    let bins = state.plotSlot.report.value?.weights?.counts.count
    #expect(bins == DistributionScreen.binCount(in: FrameLayout(state).screen, glyphs: .blocks))
  }

  @Test func aTensorThatCannotBeAnalysedCancelsWhatRuns() {
    var state = Fixture.state()
    state.select(Fixture.position(of: "embeddings.position_ids") ?? 0)
    let effects = press(&state, "L")
    #expect(effects == [.cancel(.scope), .cancel(.plot), .cancel(.tensor)])
    #expect(state.scopeSlot.report == .idle)
  }

  @Test func theWholeTensorAsOneGroupNeedsOneJob() {
    var state = Fixture.state(scheme: "afpq4:tensor")
    #expect(state.scopeSlot.request == nil)
    #expect(state.tensorSlot.request != nil)
    press(&state, "v")
    #expect(state.scopeSlot.request?.extent == .row)
  }

  @Test(arguments: [Key.character("q"), .control("c")]) func quitsFrom(_ key: Key) {
    var state = Fixture.state()
    #expect(press(&state, key) == [.quit])
    #expect(!state.isRunning)
    #expect(state.isInterrupted == (key == .control("c")))
  }

  @Test(arguments: ["?", "?/", "/", ":"]) func controlCQuitsFromEveryLayer(_ opening: String) {
    var state = Fixture.state()
    press(&state, opening)
    #expect(press(&state, .control("c")) == [.quit])
  }

  @Test func theFirstNoticeOfTheModelIsShownUntilAKeyIsPressed() {
    let model = Model(name: "m", tensors: [], notices: ["its parts are AWQ", "another"])
    var state = AppState(model: model, size: Size(columns: 80, rows: 24))
    #expect(state.message == "its parts are AWQ")
    press(&state, "v")
    #expect(state.message == nil)
  }

  @Test func qClosesTheHelpFirst() {
    var state = Fixture.state()
    press(&state, "?q")
    #expect(state.isRunning)
    #expect(state.help == nil)
    #expect(press(&state, "q") == [.quit])
  }

  @Test func theTerminalGoingAwayEndsTheProgram() {
    var state = Fixture.state()
    #expect(update(&state, .input(.terminated)) == [.quit])
  }

  @Test func numbersAndTabChangeTheScreen() {
    var state = Fixture.state()
    press(&state, "2")
    #expect(state.screen == .grid)
    press(&state, .backTab)
    #expect(state.screen == .distribution)
    press(&state, .tab)
    #expect(state.screen == .grid)
    press(&state, .backTab, .backTab, .tab)
    #expect(state.screen == .distribution)
    for screen in Screen.allCases {
      press(&state, String(screen.key))
      #expect(state.screen == screen)
    }
  }

  @Test func widenedViewIsNarrowedAgain() {
    var state = Fixture.state()
    press(&state, "v")
    #expect(state.extent == .row)
    press(&state, "vV")
    #expect(state.extent == .row)
  }

  @Test func groupsAndRowsStopAtTheirEnds() {
    var state = Fixture.state()
    press(&state, .enter, .left)
    #expect(state.group == 0)
    #expect(state.message == "this is the first group of the row")
    press(&state, .end)
    #expect(state.group == 2)
    press(&state, "G")
    #expect(state.row == 23)
    press(&state, .down)
    #expect(state.message == "this is the last row")
  }

  @Test func messageIsGoneWithTheNextKey() {
    var state = Fixture.state()
    press(&state, .enter, .left, .right)
    #expect(state.message == nil)
  }
}
