import CursesBackend
import TerminalUI
import Testing

@Suite struct TerminalChoiceTests {
  private static let installed = [
    "dumb": 0, "vt100": 0, "linux": 8, "xterm": 8, "xterm-256color": 256, "screen": 8,
    "screen-256color": 256, "tmux-256color": 256, "rxvt-16color": 16, "rxvt": 8,
    "xterm-direct": 1 << 24,
  ]

  private func choice(_ mode: ColorMode, _ environment: [String: String]) -> TerminalChoice {
    TerminalChoice(mode: mode, environment: environment) { Self.installed[$0] }
  }

  @Test(arguments: [
    ("dumb", ColorCapability.none), ("vt100", .none), ("linux", .eight), ("xterm", .eight),
    ("xterm-256color", .indexed), ("rxvt-16color", .sixteen), ("xterm-direct", .trueColor),
    ("unheard-of", .none),
  ])
  func automaticTakesWhatTheDescriptionSays(terminal: String, capability: ColorCapability) {
    let choice = choice(.automatic, ["TERM": terminal])
    #expect(choice.capability == capability)
    #expect(choice.terminal == terminal)
  }

  @Test func noColorWinsWhenItIsNotEmpty() {
    let environment = ["TERM": "xterm-256color", "COLORTERM": "truecolor"]
    #expect(
      choice(.automatic, environment.merging(["NO_COLOR": "1"]) { $1 }).capability == .none)
    #expect(
      choice(.automatic, environment.merging(["NO_COLOR": ""]) { $1 }).capability == .trueColor)
  }

  @Test func anExplicitModeWinsOverTheEnvironment() {
    let environment = ["TERM": "xterm-256color", "NO_COLOR": "1"]
    #expect(choice(.indexed, environment).capability == .indexed)
    #expect(choice(.sixteen, environment).capability == .sixteen)
    #expect(choice(.never, ["TERM": "xterm-256color"]).capability == .none)
  }

  @Test func aRicherDescriptionOfTheSameTerminalIsUsed() {
    #expect(choice(.indexed, ["TERM": "xterm"]).terminal == "xterm-256color")
    #expect(choice(.sixteen, ["TERM": "rxvt"]).terminal == "rxvt-16color")
  }

  @Test(arguments: ["xterm", "xterm-256color", "tmux-256color", "screen"])
  func trueColorNeedsNoDescription(terminal: String) {
    for (mode, variable) in [(ColorMode.trueColor, ""), (.automatic, "24bit")] {
      let choice = choice(mode, ["TERM": terminal, "COLORTERM": variable])
      #expect(choice.capability == .trueColor && choice.exceedsDescription)
      #expect(choice.terminal.hasSuffix("-256color"))
    }
  }

  @Test func aDescriptionOfTrueColorIsUsedAsItIs() {
    for mode in [ColorMode.trueColor, .automatic] {
      let choice = choice(mode, ["TERM": "xterm-direct"])
      #expect(choice.capability == .trueColor && !choice.exceedsDescription)
      #expect(choice.terminal == "xterm-direct")
    }
  }

  @Test func trueColorFallsBackToWhatThereIs() {
    #expect(self.choice(.indexed, ["TERM": "linux"]).capability == .eight)
    #expect(self.choice(.trueColor, ["TERM": "vt100"]).capability == .none)
    #expect(self.choice(.automatic, [:]).capability == .none)
  }

  @Test func theCommandLineSpellsTheModes() {
    #expect(ColorMode.allCases.map(\.rawValue) == ["auto", "never", "16", "256", "truecolor"])
  }
}
