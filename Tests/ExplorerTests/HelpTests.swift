import Quantization
import TerminalUI
import Testing

@testable import Explorer

@Suite struct HelpTests {
  @Test func theFilterMatchesKeysAndWords() {
    var state = Fixture.state()
    press(&state, "?/logarithmic")
    let entries = state.help?.entryRows.count ?? 0
    #expect(entries == 2, "the key and the setting")
    #expect(state.help?.selected?.keys == "L")
    press(&state, .control("u"))
    press(&state, "PgDn")
    #expect(state.help?.lines.isEmpty == false)
    #expect(
      state.help?.entryRows.allSatisfy { row in
        guard case .entry(let entry)? = state.help?.lines[row] else { return false }
        return entry.keys.contains("PgDn") || entry.help.contains("PgDn")
      } == true)
  }

  @Test func aSettingIsFoundByItsValues() {
    var state = Fixture.state()
    press(&state, "?/nmse")
    let found = state.help?.lines.compactMap { line in
      if case .entry(let entry) = line { entry.keys } else { nil }
    }
    #expect(found == [":measure", ":sort"])
  }

  @Test func aKeyIsFoundByItsWordInTheFooter() {
    var state = Fixture.state()
    press(&state, "?/outlier")
    let found = state.help?.lines.compactMap { line in
      if case .entry(let entry) = line { entry.keys } else { nil }
    }
    #expect(found == ["o", ":sort"])
  }

  @Test func lettersMayLieApart() {
    var state = Fixture.state()
    press(&state, "?/lstsqrs")
    #expect(state.help?.selected?.keys == "s")
  }

  @Test func enterDoesWhatTheEntrySays() {
    var state = Fixture.state()
    press(&state, "?/one bit more")
    press(&state, .enter)
    #expect(state.help == nil)
    #expect(state.scheme.bitWidth == 5)
  }

  @Test func anEntryOfAnotherScreenShowsItFirst() {
    var state = Fixture.state()
    press(&state, "?/cell to the right")
    press(&state, .enter)
    #expect(state.screen == .heatmap)
    #expect(state.focus == .screen)
    #expect(state.group == 1)
  }

  @Test func aSettingBeginsACommand() {
    var state = Fixture.state()
    press(&state, "?/:group-size")
    press(&state, .enter)
    #expect(state.prompt.editor?.text == "group-size ")
  }

  @Test func whatOnlyWorksWhileTypingSaysSo() {
    var state = Fixture.state()
    press(&state, "?/Ctrl-W")
    press(&state, .enter)
    #expect(state.message == "Ctrl-W works while a line is typed")
  }

  @Test func itOpensUnfocusedAndQCloses() {
    var state = Fixture.state()
    press(&state, "?")
    #expect(state.keyContext == .help)
    press(&state, "/q")
    #expect(state.keyContext == .helpFilter)
    #expect(state.help?.filter.text == "q")
    press(&state, .escape)
    #expect(state.keyContext == .help)
    #expect(state.help?.filter.isEmpty == true)
    press(&state, "q")
    #expect(state.help == nil && state.isRunning)
  }

  @Test func withoutAMatchNothingIsDone() {
    var state = Fixture.state()
    press(&state, "?/zzzz")
    #expect(Fixture.frame(state).text.contains("nothing matches"))
    press(&state, .down, .enter)
    #expect(state.help != nil)
  }

  @Test func matchedLettersStandOut() {
    var state = Fixture.state()
    press(&state, "?/logarithmic counts")
    let frame = Fixture.frame(state)
    let marked = frame.cells.filter { $0.style.attributes == [.bold, .underline, .reverse] }
      .compactMap(\.symbol)
    #expect(String(marked) == "logarithmiccounts")
  }
}
