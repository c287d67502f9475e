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
    /// Names of keys, and what is typed, with blanks between them.
    var keys = ""
    var isAnswered = true
    var glyphs = GlyphSet.blocks

    var testDescription: String { name }

    var pressed: [Key] {
      keys.split(separator: " ").map(String.init).flatMap { word in
        Key(name: word).map { [$0] } ?? word.map { .character($0) }
      }
    }
  }

  static let cases = [
    Case(name: "distribution-120x40", size: Size(columns: 120, rows: 40)),
    Case(name: "distribution-80x24", size: Size(columns: 80, rows: 24)),
    Case(name: "distribution-40x10", size: Size(columns: 40, rows: 10)),
    Case(name: "distribution-60x20", size: Size(columns: 60, rows: 20)),
    Case(
      name: "distribution-loading-120x40", size: Size(columns: 120, rows: 40), isAnswered: false),
    Case(
      name: "distribution-row-80x24", size: Size(columns: 80, rows: 24), scheme: "nf4:g64",
      keys: "Enter v"),
    Case(
      name: "distribution-tensor-100x30", size: Size(columns: 100, rows: 30), scheme: "mxfp4",
      keys: "V"),
    Case(
      name: "distribution-int2-ascii-100x30", size: Size(columns: 100, rows: 30),
      scheme: "int2-sym:g64", glyphs: .ascii),
    Case(
      name: "grid-120x40", size: Size(columns: 120, rows: 40),
      keys: "2 Enter Right"),
    Case(name: "grid-80x24", size: Size(columns: 80, rows: 24), keys: "2"),
    Case(name: "grid-40x10", size: Size(columns: 40, rows: 10), keys: "2"),
    Case(
      name: "heatmap-120x40", size: Size(columns: 120, rows: 40),
      keys: "3 Enter nn"),
    Case(
      name: "heatmap-gain-80x24", size: Size(columns: 80, rows: 24), scheme: "afpq4:g16",
      tensor: "embeddings.word_embeddings.weight",
      keys: "3cccc"),
    Case(
      name: "heatmap-ascii-100x30", size: Size(columns: 100, rows: 30), scheme: "fp4:g16",
      keys: "3ccc", glyphs: .ascii),
    Case(name: "heatmap-40x10", size: Size(columns: 40, rows: 10), keys: "3"),
    Case(
      name: "compare-120x40", size: Size(columns: 120, rows: 40),
      keys: "4 Enter Down"),
    Case(
      name: "compare-mx-80x24", size: Size(columns: 80, rows: 24), scheme: "mxfp4",
      keys: "4c"),
    Case(
      name: "compare-loading-80x24", size: Size(columns: 80, rows: 24), keys: "4",
      isAnswered: false),
    Case(
      name: "compare-ascii-100x30", size: Size(columns: 100, rows: 30), scheme: "fp4-e3m0:g64",
      keys: "4", glyphs: .ascii),
    Case(name: "compare-40x10", size: Size(columns: 40, rows: 10), keys: "4"),
    Case(
      name: "layers-120x40", size: Size(columns: 120, rows: 40),
      keys: "5n"),
    Case(name: "layers-80x24", size: Size(columns: 80, rows: 24), keys: "5"),
    Case(
      name: "layers-scanning-80x24", size: Size(columns: 80, rows: 24), keys: "5",
      isAnswered: false),
    Case(
      name: "inspect-120x40", size: Size(columns: 120, rows: 40),
      keys: "6 Enter Go"),
    Case(
      name: "inspect-int3-80x24", size: Size(columns: 80, rows: 24), scheme: "int3:g64",
      keys: "6 Enter Right Right"),
    Case(
      name: "inspect-nvfp4-ascii-100x30", size: Size(columns: 100, rows: 30), scheme: "nvfp4",
      keys: "6 Enter Right", glyphs: .ascii),
    Case(name: "inspect-40x10", size: Size(columns: 40, rows: 10), keys: "6"),
    Case(
      name: "distribution-pinned-120x40", size: Size(columns: 120, rows: 40), scheme: "fp4:g64",
      keys: "pad"),
    Case(
      name: "distribution-pinned-80x24", size: Size(columns: 80, rows: 24), scheme: "fp4:g64",
      keys: "pa"),
    Case(
      name: "distribution-pinned-40x10", size: Size(columns: 40, rows: 10), scheme: "fp4:g64",
      keys: "pa"),
    Case(
      name: "distribution-zoomed-40x10", size: Size(columns: 40, rows: 10), keys: "Vxxz"),
    Case(
      name: "grid-pinned-120x40", size: Size(columns: 120, rows: 40), scheme: "fp4:g64",
      keys: "pa2"),
    Case(
      name: "grid-pinned-80x24", size: Size(columns: 80, rows: 24), scheme: "fp4:g64",
      keys: "pa2"),
    Case(
      name: "heatmap-pinned-80x24", size: Size(columns: 80, rows: 24), scheme: "fp4:g64",
      keys: "pa3ccc"),
    Case(
      name: "heatmap-pinned-40x10", size: Size(columns: 40, rows: 10), scheme: "fp4:g64",
      keys: "pa3ccc"),
    Case(
      name: "inspect-pinned-80x24", size: Size(columns: 80, rows: 24), scheme: "fp4:g64",
      keys: "pa6"),
    Case(
      name: "inspect-end-80x24", size: Size(columns: 80, rows: 24), scheme: "int4:g64",
      keys: "6 Enter o"),
    Case(
      name: "distribution-zoomed-80x24", size: Size(columns: 80, rows: 24),
      keys: "Vxxz"),
    Case(
      name: "compare-pinned-120x40", size: Size(columns: 120, rows: 40), scheme: "fp4:g64",
      keys: "pa4"),
    Case(
      name: "layers-ranked-list-120x40", size: Size(columns: 120, rows: 40),
      keys: "5Ct"),
    Case(
      name: "distribution-log-80x24", size: Size(columns: 80, rows: 24),
      keys: "VL Enter"),
    Case(name: "help-80x24", size: Size(columns: 80, rows: 24), keys: "?"),
    Case(
      name: "help-filter-80x24", size: Size(columns: 80, rows: 24),
      keys: "?/sort Down"),
    Case(name: "command-120x40", size: Size(columns: 120, rows: 40), keys: ":"),
    Case(
      name: "command-value-80x24", size: Size(columns: 80, rows: 24),
      keys: ":scale-format Space Tab Tab"),
    Case(
      name: "command-mistake-80x24", size: Size(columns: 80, rows: 24),
      keys: ":screen Space foo Enter"),
    Case(name: "command-40x10", size: Size(columns: 40, rows: 10), keys: ":open Space l11"),
    Case(
      name: "filter-80x24", size: Size(columns: 80, rows: 24),
      keys: "/l11k"),
    Case(
      name: "distribution-braille-100x30", size: Size(columns: 100, rows: 30), keys: "Vd",
      glyphs: .braille),
    Case(
      name: "heatmap-braille-80x24", size: Size(columns: 80, rows: 24), scheme: "afpq4:g16",
      keys: "3", glyphs: .braille),
    Case(
      name: "compare-braille-100x30", size: Size(columns: 100, rows: 30), keys: "4",
      glyphs: .braille),
    Case(
      name: "integer-tensor-80x24", size: Size(columns: 80, rows: 24),
      tensor: "embeddings.position_ids"),
  ]

  @Test(arguments: cases) func frameIsAsRecorded(_ example: Case) async throws {
    var state = Fixture.state(
      example.size.columns, example.size.rows, scheme: example.scheme, tensor: example.tensor)
    state.glyphs = example.glyphs
    for key in example.pressed {
      await Fixture.answer(&state)
      _ = update(&state, .input(.key(key)))
    }
    if example.isAnswered { await Fixture.answer(&state) }
    let difference = try snapshotDifference(Fixture.frame(state), named: example.name)
    #expect(difference == nil, "\(difference ?? "")")
  }
}
