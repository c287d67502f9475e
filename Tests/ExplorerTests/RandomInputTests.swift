import TerminalUI
import TestSupport
import Testing

@testable import Explorer

@Suite struct RandomInputTests {
  private static let keys: [Key] =
    Set(KeyMap.bindings.flatMap(\.keys)).subtracting([.character("q"), .control("c")])
    .sorted { $0.displayName < $1.displayName }
    + [.character("é"), .character("漢"), .function(3), .delete]

  /// Lines that set something, and beginnings and ends of them.
  private static let lines = Setting.all.flatMap { setting in
    [setting.name, setting.name + " 3", String(setting.name.prefix(2)) + " \u{1F600}"]
      + setting.candidates(Fixture.state(), "").prefix(12).map { "\(setting.name) \($0)" }
  }

  private static func events(_ generator: inout SeededGenerator) -> [InputEvent] {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0, 1:
      let columns = Int.random(in: 0...160, using: &generator)
      return [.resized(Size(columns: columns, rows: Int.random(in: 0...50, using: &generator)))]
    case 2, 3, 4:
      let kinds: [MouseEvent.Kind] = [.press, .press, .release, .scrollUp, .scrollDown]
      let event = MouseEvent(
        kind: kinds.randomElement(using: &generator) ?? .press,
        x: Int.random(in: -2...165, using: &generator),
        y: Int.random(in: -2...52, using: &generator))
      return Array(repeating: .mouse(event), count: Int.random(in: 1...3, using: &generator))
    case 5:
      let line = ":" + (lines.randomElement(using: &generator) ?? "")
      return line.map { .key(.character($0)) } + [.key(.enter)]
    default: return keys.randomElement(using: &generator).map { [.key($0)] } ?? []
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func anyInputDrawsAFrameOfTheRightSize(_ seed: UInt64) async {
    var generator = SeededGenerator(seed: seed)
    var state = Fixture.state()
    for step in 0..<600 {
      for event in Self.events(&generator) where state.isRunning {
        let context = state.keyContext
        _ = update(&state, .input(event))
        // The help and the command line can do what `q` does.
        let mayEnd = [.help, .helpFilter, .commandLine].contains(context)
        #expect(state.isRunning || mayEnd, "seed \(seed), step \(step)")
      }
      if !state.isRunning { state = Fixture.state() }
      guard step.isMultiple(of: 3) else { continue }
      // All but the curves, which take the time of all others together.
      let kinds = JobKind.allCases.filter { $0 != .curves && $0 != .scan }
      if step.isMultiple(of: 9) { await Fixture.answer(&state, kinds) }
      #expect(Fixture.frame(state).size == state.size, "seed \(seed), step \(step)")
    }
  }

  @Test func everySmallSizeDraws() async {
    var state = Fixture.state()
    for screen in Screen.allCases {
      press(&state, String(screen.key))
      await Fixture.answer(&state)
      for columns in 1...30 {
        for rows in 1...12 {
          let size = Size(columns: columns, rows: rows)
          _ = update(&state, .input(.resized(size)))
          #expect(Fixture.frame(state).size == size)
        }
      }
    }
  }

  @Test func fortyByTenStillShowsAPlot() async {
    var state = Fixture.state(40, 10)
    await Fixture.answer(&state)
    let text = Fixture.frame(state).text
    #expect(text.contains("▓") && text.contains("█"))
  }
}
