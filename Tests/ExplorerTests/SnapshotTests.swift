import TerminalUI
import TestSupport
import Testing

@testable import Explorer

@Suite struct SnapshotTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let size: Size
    var scheme = "afpq4:g64"
    var tensor = Fixture.key
    var keys: [Key] = []
    var isAnswered = true
    var glyphs = GlyphSet.blocks

    var testDescription: String { name }
  }

  private static func typed(_ text: String) -> [Key] { text.map { .character($0) } }

  static let cases = [
    Case(name: "distribution-120x40", size: Size(columns: 120, rows: 40)),
    Case(name: "distribution-80x24", size: Size(columns: 80, rows: 24)),
    Case(name: "distribution-40x10", size: Size(columns: 40, rows: 10)),
    Case(
      name: "distribution-loading-120x40", size: Size(columns: 120, rows: 40), isAnswered: false),
    Case(
      name: "distribution-row-80x24", size: Size(columns: 80, rows: 24), scheme: "nf4:g64",
      keys: [.enter, .character("v")]),
    Case(
      name: "distribution-tensor-100x30", size: Size(columns: 100, rows: 30), scheme: "mxfp4",
      keys: [.character("V")]),
    Case(
      name: "distribution-int2-ascii-100x30", size: Size(columns: 100, rows: 30),
      scheme: "int2-sym:g64", glyphs: .ascii),
    Case(
      name: "grid-120x40", size: Size(columns: 120, rows: 40),
      keys: [.character("2"), .enter, .right]),
    Case(name: "grid-80x24", size: Size(columns: 80, rows: 24), keys: [.character("2")]),
    Case(name: "grid-40x10", size: Size(columns: 40, rows: 10), keys: [.character("2")]),
    Case(
      name: "heatmap-120x40", size: Size(columns: 120, rows: 40),
      keys: [.character("3"), .enter, .character("n"), .character("n")]),
    Case(
      name: "heatmap-gain-80x24", size: Size(columns: 80, rows: 24), scheme: "afpq4:g16",
      tensor: "embeddings.word_embeddings.weight",
      keys: [.character("3")] + Array(repeating: .character("c"), count: 4)),
    Case(
      name: "heatmap-ascii-100x30", size: Size(columns: 100, rows: 30), scheme: "fp4:g16",
      keys: [.character("3"), .character("c"), .character("c"), .character("c")], glyphs: .ascii),
    Case(name: "heatmap-40x10", size: Size(columns: 40, rows: 10), keys: [.character("3")]),
    Case(
      name: "compare-120x40", size: Size(columns: 120, rows: 40),
      keys: [.character("4"), .enter, .down]),
    Case(
      name: "compare-mx-80x24", size: Size(columns: 80, rows: 24), scheme: "mxfp4",
      keys: [.character("4"), .character("c")]),
    Case(
      name: "compare-loading-80x24", size: Size(columns: 80, rows: 24), keys: [.character("4")],
      isAnswered: false),
    Case(
      name: "compare-ascii-100x30", size: Size(columns: 100, rows: 30), scheme: "fp4-e3m0:g64",
      keys: [.character("4")], glyphs: .ascii),
    Case(name: "compare-40x10", size: Size(columns: 40, rows: 10), keys: [.character("4")]),
    Case(
      name: "layers-120x40", size: Size(columns: 120, rows: 40),
      keys: [.character("5"), .character("n")]),
    Case(name: "layers-80x24", size: Size(columns: 80, rows: 24), keys: [.character("5")]),
    Case(
      name: "layers-scanning-80x24", size: Size(columns: 80, rows: 24), keys: [.character("5")],
      isAnswered: false),
    Case(
      name: "inspect-120x40", size: Size(columns: 120, rows: 40),
      keys: [.character("6"), .enter, .character("G"), .character("o")]),
    Case(
      name: "inspect-int3-80x24", size: Size(columns: 80, rows: 24), scheme: "int3:g64",
      keys: [.character("6"), .enter, .right, .right]),
    Case(
      name: "inspect-nvfp4-ascii-100x30", size: Size(columns: 100, rows: 30), scheme: "nvfp4",
      keys: [.character("6"), .enter, .right], glyphs: .ascii),
    Case(name: "inspect-40x10", size: Size(columns: 40, rows: 10), keys: [.character("6")]),
    Case(
      name: "distribution-pinned-120x40", size: Size(columns: 120, rows: 40), scheme: "fp4:g64",
      keys: [.character("p"), .character("a"), .character("d")]),
    Case(
      name: "distribution-pinned-80x24", size: Size(columns: 80, rows: 24), scheme: "fp4:g64",
      keys: [.character("p"), .character("a")]),
    Case(
      name: "distribution-pinned-40x10", size: Size(columns: 40, rows: 10), scheme: "fp4:g64",
      keys: typed("pa")),
    Case(
      name: "distribution-zoomed-40x10", size: Size(columns: 40, rows: 10), keys: typed("Vxxz")),
    Case(
      name: "grid-pinned-120x40", size: Size(columns: 120, rows: 40), scheme: "fp4:g64",
      keys: typed("pa2")),
    Case(
      name: "grid-pinned-80x24", size: Size(columns: 80, rows: 24), scheme: "fp4:g64",
      keys: typed("pa2")),
    Case(
      name: "heatmap-pinned-80x24", size: Size(columns: 80, rows: 24), scheme: "fp4:g64",
      keys: typed("pa3ccc")),
    Case(
      name: "heatmap-pinned-40x10", size: Size(columns: 40, rows: 10), scheme: "fp4:g64",
      keys: typed("pa3ccc")),
    Case(
      name: "inspect-pinned-80x24", size: Size(columns: 80, rows: 24), scheme: "fp4:g64",
      keys: typed("pa6")),
    Case(
      name: "inspect-end-80x24", size: Size(columns: 80, rows: 24), scheme: "int4:g64",
      keys: typed("6") + [.enter, .character("o")]),
    Case(
      name: "distribution-zoomed-80x24", size: Size(columns: 80, rows: 24),
      keys: [.character("V"), .character("x"), .character("x"), .character("z")]),
    Case(
      name: "compare-pinned-120x40", size: Size(columns: 120, rows: 40), scheme: "fp4:g64",
      keys: [.character("p"), .character("a"), .character("4")]),
    Case(
      name: "layers-ranked-list-120x40", size: Size(columns: 120, rows: 40),
      keys: [.character("5"), .character("C"), .character("t")]),
    Case(
      name: "distribution-log-80x24", size: Size(columns: 80, rows: 24),
      keys: [.character("V"), .character("L"), .enter]),
    Case(name: "help-80x24", size: Size(columns: 80, rows: 24), keys: [.character("?")]),
    Case(
      name: "help-filter-80x24", size: Size(columns: 80, rows: 24),
      keys: typed("?/sort") + [.down]),
    Case(name: "command-120x40", size: Size(columns: 120, rows: 40), keys: typed(":")),
    Case(
      name: "command-value-80x24", size: Size(columns: 80, rows: 24),
      keys: typed(":scale-format ") + [.tab, .tab]),
    Case(
      name: "command-mistake-80x24", size: Size(columns: 80, rows: 24),
      keys: typed(":screen foo") + [.enter]),
    Case(name: "command-40x10", size: Size(columns: 40, rows: 10), keys: typed(":open l11")),
    Case(
      name: "filter-80x24", size: Size(columns: 80, rows: 24),
      keys: [.character("/"), .character("l"), .character("1"), .character("1"), .character("k")]),
    Case(
      name: "integer-tensor-80x24", size: Size(columns: 80, rows: 24),
      tensor: "embeddings.position_ids"),
  ]

  @Test(arguments: cases) func frameIsAsRecorded(_ example: Case) async throws {
    var state = Fixture.state(
      example.size.columns, example.size.rows, scheme: example.scheme, tensor: example.tensor)
    state.glyphs = example.glyphs
    for key in example.keys {
      await Fixture.answer(&state)
      _ = update(&state, .input(.key(key)))
    }
    if example.isAnswered { await Fixture.answer(&state) }
    let difference = try snapshotDifference(Fixture.frame(state), named: example.name)
    #expect(difference == nil, "\(difference ?? "")")
  }
}
