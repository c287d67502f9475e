import Explorer
import Foundation
import TestSupport
import Testing

/// The settings that the explorer begins with. Without a terminal it reports, but what it has to
/// say about its settings it says all the same.
struct SettingsTests {
  private let folder: TemporaryFolder
  private let model: String

  init() throws {
    folder = try TemporaryFolder()
    model = try folder.write(ModelFile.sample().encoded())
  }

  private var path: String { folder.path("configuration/afpq-tui/settings") }

  private var script: String {
    "XDG_CONFIG_HOME='\(folder.path("configuration"))' exec \"$0\" \"$@\""
  }

  private func run(_ lines: [String], _ arguments: [String] = []) throws -> CommandRun {
    try folder.write(
      Data(lines.joined(separator: "\n").utf8), to: "configuration/afpq-tui/settings")
    return try CommandRun([model] + arguments, in: script)
  }

  @Test func everySettingIsAFlag() throws {
    let help = try CommandRun(["explore", "--help"]).standardOutput
    for setting in Setting.all where setting.places.contains(.flag) {
      #expect(help.contains("--\(setting.name)"), "\(setting.name)")
    }
  }

  @Test func aGoodFileIsReadInSilence() throws {
    let run = try run([
      "# what I like", "", "scheme = afpq4:g64   # small groups", "glyphs=ascii", "mouse = off",
      "\t screen\t=  heatmap \r", "color = never", "threads = 1",
    ])
    #expect(run.standardError == "")
    #expect(run.status == 0)
  }

  @Test func badLinesAreNamedWithTheirPlaceAndTheRestCounts() throws {
    let run = try run([
      "scheme = int4", "split = e2m1", "sceme = nf4", "bits", "bits = 12", "color = pink",
      "threads = none", "tensor = a",
    ])
    #expect(run.status == 0)
    let places = run.messages.map { $0.prefix { $0 != " " } }
    #expect(Set(places) == Set([2, 3, 4, 5, 6, 7, 8].map { "\(path):\($0):" }))
    // The second line is bad only because the first one counts.
    #expect(run.messages.contains("\(path):2: int4 has no exponent to split; fp4 and afpq4 have"))
    #expect(run.messages.contains("\(path):5: '12' is no bit width: 2 to 8"))
    #expect(run.messages.contains("\(path):4: 'bits' is not of the form name = value"))
  }

  @Test func theLastOfSeveralLinesCounts() throws {
    #expect(try run(["bits = 12", "bits = 3"]).standardError == "")
  }

  @Test func flagsComeAfterTheFile() throws {
    let run = try run(["scheme = int4"], ["--split", "e2m1"])
    #expect(run.status == 2)
    #expect(run.standardError.hasPrefix("afpq-tui: --split: int4 has no exponent to split"))
    #expect(try self.run(["scheme = int4"], ["--scheme", "fp4", "--split", "e2m1"]).status == 0)
  }

  @Test func noSettingsIgnoresTheFile() throws {
    let run = try run(["nonsense"], ["--no-settings"])
    #expect(run.standardError == "")
  }

  @Test(arguments: [
    (["--bits", "12"], "afpq-tui: --bits: '12' is no bit width: 2 to 8\n"),
    (["--group-size", "x"], "afpq-tui: --group-size: 'x' is no group size"),
    (["--screen", "foo"], "afpq-tui: --screen: 'foo' is no screen: distribution, grid, heatmap"),
    (["--row", "999"], "afpq-tui: --row: '999' is no row here: 0 to "),
    (["--glyphs", "dots"], "afpq-tui: --glyphs: 'dots' is no set of glyphs: blocks"),
  ])
  func aBadFlagIsNamed(_ arguments: [String], reason: String) throws {
    let run = try CommandRun([model] + arguments)
    #expect(run.status == 2)
    #expect(run.standardError.hasPrefix(reason), "\(run.standardError)")
    #expect(run.standardOutput == "")
  }

  @Test func whatIsNoFileOfSettingsIsSaid() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let run = try CommandRun([model], in: script)
    #expect(run.standardError == "\(path): cannot read the settings\n")
    #expect(run.status == 0)
  }

  @Test func aLinkIsFollowedAndAPipeIsNot() throws {
    try folder.write(Data("bits = 12".utf8), to: "dotfiles/settings")
    try FileManager.default.createDirectory(
      atPath: folder.path("configuration/afpq-tui"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: folder.path("dotfiles/settings"))
    #expect(try CommandRun([model], in: script).messages.count == 1)
    try FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
    let run = try CommandRun([model], in: script)
    #expect(run.standardError == "\(path): cannot read the settings\n")
  }

  @Test func aHugeFileIsNotRead() throws {
    let run = try run(Array(repeating: "bits = 3", count: 20_000))
    #expect(run.standardError == "\(path): more than 65536 bytes are no settings\n")
  }

  @Test func whatCouldMoveTheCursorIsEscaped() throws {
    let run = try run(["\u{1B}[2J = 1"])
    #expect(run.standardError.contains("\\x1b[2J"))
  }

  @Test func aRelativeFolderIsIgnoredAndHomeCounts() throws {
    try folder.write(Data("bits = 12".utf8), to: ".config/afpq-tui/settings")
    let run = try CommandRun(
      [model], in: "XDG_CONFIG_HOME=relative HOME='\(folder.path)' exec \"$0\" \"$@\"")
    #expect(
      run.standardError
        == "\(folder.path)/.config/afpq-tui/settings:1: '12' is no bit width: 2 to 8\n")
  }
}
