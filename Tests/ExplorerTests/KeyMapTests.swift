import TerminalUI
import Testing

@testable import Explorer

@Suite struct KeyMapTests {
  @Test(arguments: KeyContext.allCases) func noKeyHasTwoMeanings(_ context: KeyContext) {
    let keys = KeyMap.bindings.filter { $0.topic.contexts.contains(context) }.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test func everyBindingIsInTheHelp() {
    for binding in KeyMap.bindings {
      let isShown = HelpText.entries.contains {
        $0.keys == binding.keyText && $0.help == binding.help
          && $0.action == .perform(binding.command, binding.topic)
      }
      #expect(isShown, "\(binding.help)")
    }
  }

  @Test func helpFitsEightyColumns() {
    #expect(HelpText.width <= 76)
  }

  @Test func scrollingShowsEveryLineOfTheHelp() {
    var state = Fixture.state(80, 24)
    press(&state, "?")
    var seen = ""
    for _ in HelpText.lines {
      seen += Fixture.frame(state).text
      press(&state, "j")
    }
    for binding in KeyMap.bindings { #expect(seen.contains(binding.help)) }
  }

  @Test(
    arguments: [120, 80, 40, 24],
    [KeyContext.list, .distribution, .grid, .heatmap, .compare, .layers, .inspect])
  func footerAlwaysSaysHowToGetHelpAndOut(_ width: Int, _ context: KeyContext) {
    var canvas = Canvas(size: Size(columns: width, rows: 1))
    KeyHints(hints: KeyMap.hints(for: context)).draw(in: canvas.bounds, on: &canvas)
    #expect(canvas.text.hasSuffix("? help  q quit"))
  }

  @Test(arguments: KeyContext.allCases) func everyHintIsABindingOfItsContext(_ context: KeyContext)
  {
    let bindings = KeyMap.bindings.filter { $0.topic.contexts.contains(context) }
    for hint in KeyMap.hints(for: context) {
      let named = bindings.filter { $0.hint == hint.label }.compactMap {
        $0.keys.first?.displayName
      }
      #expect(named.joined(separator: " ") == hint.key)
    }
  }

  @Test(arguments: [KeyContext.filter, .commandLine, .helpFilter])
  func printableKeysOfAPromptAreText(_ context: KeyContext) {
    for binding in KeyMap.bindings {
      for key in binding.keys {
        guard case .character = key else { continue }
        #expect(KeyMap.command(for: key, in: context) == nil)
      }
    }
  }
}
