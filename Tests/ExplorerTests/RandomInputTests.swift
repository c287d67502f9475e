import TerminalUI
import TestSupport
import Testing

@testable import Explorer

@Suite struct RandomInputTests {
  private static let keys: [Key] =
    Set(KeyMap.bindings.flatMap(\.keys)).subtracting([.character("q"), .control("c")])
    .sorted { $0.displayName < $1.displayName }
    + [.character("é"), .character("漢"), .function(3), .delete]

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func anyKeysAndSizesDrawAFrameOfTheRightSize(_ seed: UInt64) async {
    var generator = SeededGenerator(seed: seed)
    var state = Fixture.state()
    for step in 0..<600 {
      if Int.random(in: 0..<6, using: &generator) == 0 {
        let size = Size(
          columns: Int.random(in: 0...160, using: &generator),
          rows: Int.random(in: 0...50, using: &generator))
        _ = update(&state, .input(.resized(size)))
      } else if let key = Self.keys.randomElement(using: &generator) {
        press(&state, key)
      }
      #expect(state.isRunning, "seed \(seed), step \(step)")
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
