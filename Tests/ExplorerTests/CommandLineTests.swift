import Analysis
import Checkpoints
import NumericFormats
import Quantization
import TerminalUI
import Testing

@testable import Explorer

@Suite struct CommandLineTests {
  /// Types a line after `:` and runs it.
  private func run(_ line: String, _ state: inout AppState) {
    press(&state, ":" + line)
    press(&state, .enter)
  }

  static let lines: [(line: String, isDone: @Sendable (AppState) -> Bool)] = [
    ("scheme int4:g32", { $0.scheme == QuantizationScheme("int4:g32") }),
    ("scheme=nf4", { $0.scheme == QuantizationScheme("nf4") }),
    ("sch int4", { $0.scheme == QuantizationScheme("int4") }),
    ("bits 3", { $0.scheme == QuantizationScheme("afpq3:g64") }),
    ("bits 4", { $0.scheme == QuantizationScheme("afpq4:g64") }),
    ("group-size 32", { $0.scheme.granularity == .perGroup(size: 32) }),
    ("group-size g16", { $0.scheme.granularity == .perGroup(size: 16) }),
    ("group-size -1", { $0.scheme.granularity == .perChannel }),
    ("group-size tensor", { $0.scheme.granularity == .perTensor }),
    ("split e3m0", { $0.scheme == QuantizationScheme("afpq4-e3m0:g64") }),
    ("scale-format bf16", { $0.scheme.scaleFormat == .bfloat16 }),
    ("clipping mse", { $0.scheme.clipping == .leastSquares }),
    ("screen heatmap", { $0.screen == .heatmap }),
    ("screen 4", { $0.screen == .compare }),
    ("scr heat", { $0.screen == .heatmap }),
    ("scope row", { $0.extent == .row }),
    ("row 7", { $0.row == 7 }),
    ("group 2", { $0.group == 2 && $0.column == 128 }),
    ("column 130", { $0.column == 130 && $0.group == 2 }),
    ("log-counts on", { $0.hasLogarithmicCounts }),
    ("log-counts", { $0.hasLogarithmicCounts && $0.message == "log-counts on" }),
    ("axis 99.9", { $0.plot.reach == .central999 }),
    ("zoom 4", { $0.plot.halvings == 2 }),
    ("dequantized", { $0.plot.showsRestored }),
    ("measure kurtosis", { $0.heatmapKind == .kurtosis }),
    ("sort kurtosis", { $0.layerColumn == .kurtosis && $0.comparisonColumn == .signalToNoise }),
    ("sort sqnr", { $0.layerColumn == .signalToNoise }),
    ("sort cosine", { $0.comparisonColumn == .cosine }),
    ("glyphs ascii", { $0.glyphs == .ascii }),
    ("theme light", { $0.theme == .light }),
    ("mouse off", { !$0.usesMouse }),
    ("filter 11 query", { $0.list.filter == "11 query" && $0.list.matchCount == 2 }),
    ("open pooler.dense.weight", { $0.tensor?.name == "pooler.dense.weight" }),
    ("open 7.output", { $0.tensor?.name == "encoder.layer.7.output.dense.weight" }),
    ("help zoom", { $0.help?.filter.text == "zoom" }),
    ("quit", { !$0.isRunning }),
    ("q", { !$0.isRunning }),
    ("scheme", { $0.message == "scheme afpq4:g64" }),
    ("", { $0 == Fixture.state() }),
  ]

  @Test(arguments: lines.indices) func aLineIsDone(_ index: Int) {
    let (line, isDone) = Self.lines[index]
    var state = Fixture.state()
    run(line, &state)
    #expect(isDone(state), "\(line)")
    #expect(!state.prompt.isOpen, "\(line): \(state.prompt.failure ?? "")")
  }

  static let mistakes = [
    ("scheme fp9", "cannot read the scheme 'fp9': 'fp9' is no scheme, such as int4, fp4 or afpq4"),
    ("bits 9", "'9' is no bit width: 2 to 8"),
    ("bits 2", "'2' is no bit width of fp4-e2m1: FP has 3 to 8 bits"),
    (
      "group-size 0",
      "'0' is no group size: a positive number, channel or -1 for a row, or tensor"
    ),
    ("zoom 3", "'3' is no zoom: 1, 2, 4, 8 … 1048576"),
    ("axis 98", "'98' is no axis: auto, all, 99.9, 99"),
    ("split e9m9", "'e9m9' is no split of 4 bits: e0m3, e1m2, e2m1, e3m0"),
    (
      "screen foo",
      "'foo' is no screen: distribution, grid, heatmap, compare, layers, inspect"
    ),
    ("row 24", "'24' is no row here: 0 to 23"),
    ("mouse maybe", "'maybe' is no setting of mouse: on, off"),
    ("open zzz", "no tensor of all-tiny-encoder matches 'zzz'"),
    ("foo", "there is no command 'foo'; Tab goes through all, ? explains them"),
    ("sc", "'sc' could be scheme, scale-format, screen, scope"),
    ("color 256", "color is chosen at the start: --color"),
    ("quit now", "'now' is too much: quit takes no value"),
  ]

  @Test(arguments: mistakes) func aMistakeIsNamedAndChangesNothing(_ line: String, reason: String) {
    var state = Fixture.state(160, 40)
    run(line, &state)
    #expect(state.prompt.failure == reason)
    #expect(Fixture.frame(state).text.contains(reason))
    press(&state, .escape)
    #expect(state == Fixture.state(160, 40))
  }

  @Test func aMistakeCanBeCorrected() {
    var state = Fixture.state()
    run("row 99", &state)
    press(&state, .backspace)
    #expect(state.prompt.failure == nil)
    press(&state, .enter)
    #expect(state.row == 9)
  }

  @Test func everyPrintableKeyIsText() {
    var state = Fixture.state()
    let keys = "qifanm+-[]escLvVJKM12/?:g G"
    press(&state, ":" + keys)
    #expect(state.prompt.editor?.text == keys)
    #expect(state.isRunning)
  }

  @Test func tabGoesThroughTheCandidatesAndBackToWhatWasTyped() {
    var state = Fixture.state()
    press(&state, ":sc")
    var seen: [String?] = []
    for _ in 0..<5 {
      press(&state, .tab)
      seen.append(state.prompt.editor?.text)
    }
    #expect(seen == ["scheme", "scale-format", "screen", "scope", "sc"])
    press(&state, .backTab)
    #expect(state.prompt.editor?.text == "scope")
  }

  @Test func theOnlyCandidateOpensTheWayToItsValue() {
    var state = Fixture.state()
    press(&state, ":scr")
    press(&state, .tab)
    #expect(state.prompt.editor?.text == "screen ")
    press(&state, "he")
    press(&state, .tab)
    #expect(state.prompt.editor?.text == "screen heatmap")
    press(&state, .enter)
    #expect(state.screen == .heatmap)
  }

  @Test func namesOfTensorsAreCompletedByTheirLetters() {
    var state = Fixture.state()
    press(&state, ":open l11query.w")
    press(&state, .tab)
    #expect(
      state.prompt.editor?.text == "open encoder.layer.11.attention.self.query.weight")
  }

  @Test func anotherNameOfACommandIsOfferedOnceItIsBegun() throws {
    var state = Fixture.state(80, 24)
    press(&state, ":op")
    let candidate = try #require(state.prompt.completion?.candidates.first { $0.text == "open" })
    #expect(candidate.help == Setting.named("tensor")?.help && candidate.takesValue)
    press(&state, "en")
    #expect(state.prompt.completion?.candidates.map(\.text) == ["open"])
    press(&state, " pooler.dense.weight")
    press(&state, .enter)
    #expect(state.tensor?.name == "pooler.dense.weight")
  }

  @Test func completionGoesOnInsideAScheme() {
    var state = Fixture.state()
    press(&state, ":scheme afpq4:b")
    press(&state, .tab)
    #expect(state.prompt.editor?.text == "scheme afpq4:bf16")
  }

  @Test func theCandidatesStandAboveTheLine() {
    var state = Fixture.state(80, 24)
    press(&state, ":scheme afpq4")
    let lines = Fixture.frame(state).text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[22].hasPrefix(" :scheme afpq4"))
    #expect(lines[20].contains("afpq4"))
    #expect(lines[11...15].contains { $0.contains(":scheme SCHEME") })
  }

  @Test func theHistoryGivesLinesBackAndKeepsWhatIsTyped() {
    var state = Fixture.state()
    run("bits 3", &state)
    run("bits 5", &state)
    run("bits 3", &state)
    press(&state, ":sc")
    press(&state, .up)
    #expect(state.prompt.editor?.text == "bits 3")
    press(&state, .up, .up)
    #expect(state.prompt.editor?.text == "bits 5")
    press(&state, .down, .down, .down)
    #expect(state.prompt.editor?.text == "sc")
  }

  @Test func theLineIsEditedInTheMiddle() {
    var state = Fixture.state()
    press(&state, ":row 1")
    press(&state, .left)
    press(&state, "1")
    press(&state, .home, .end, .enter)
    #expect(state.row == 11)
  }

  @Test func backspaceWithoutACharacterLeaves() {
    var state = Fixture.state()
    press(&state, ":a")
    press(&state, .backspace)
    #expect(state.prompt.isOpen)
    press(&state, .backspace)
    #expect(!state.prompt.isOpen)
  }

  @Test func writingAsksForTheViewWithoutTheLine() throws {
    var state = Fixture.state()
    let frame = Fixture.frame(state)
    press(&state, "w")
    #expect(state.prompt.editor?.text == "write ")
    press(&state, "view.txt")
    let effects = press(&state, .enter)
    let file = ViewFile(path: "view.txt", contents: frame.text + "\n", replaces: false)
    #expect(effects == [.write(file)])
    _ = update(&state, .viewWritten(file, .exists))
    #expect(state.prompt.editor?.text == "write! view.txt")
    #expect(state.prompt.failure?.hasPrefix("view.txt exists") == true)
    press(&state, .enter)
    #expect(state.fileBeingWritten?.replaces == true)
  }

  @Test func aFileOfAnotherKindIsRefused() {
    var state = Fixture.state()
    run("write view.png", &state)
    #expect(state.prompt.failure == "'view.png' must end in one of .txt, .ans, .svg")
  }
}
