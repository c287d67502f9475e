import Foundation
import TerminalUI
import TestSupport
import Testing

@testable import Explorer

/// Random keys, clicks and sizes on the whole program. `RANDOM_EVENTS` and `RANDOM_SEED` in the
/// environment ask for more of them, and for others.
@MainActor
@Suite struct RandomSessionTests {
  private static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  @Test func anyEventsLeaveTheFrameThatTheStateHas() async throws {
    let seed = Self.setting("RANDOM_SEED") ?? 7
    let count = Int(Self.setting("RANDOM_EVENTS") ?? 1_000)
    var events = RandomEvents(seed: seed)
    var session = Session()
    var memory: [Int] = []
    for step in 0..<count {
      if !session.runtime.state.isRunning {
        try await session.end()
        session = Session()
      }
      session.backend.send(events.next())
      if step.isMultiple(of: 5) { await Task.yield() }
      guard step.isMultiple(of: 100) else { continue }
      await session.runtime.settled()
      if session.runtime.state.isRunning {
        #expect(
          session.backend.lastFrame == session.runtime.state.frame, "seed \(seed), step \(step)")
      }
      memory.append(residentBytes())
    }
    try await session.end()
    // What a long run holds at its end it also held after a fifth of it.
    let early = memory[..<max(memory.count / 5, 1)].max() ?? 0
    if count >= 50_000 { #expect((memory.last ?? 0) < early + 32 << 20, "\(memory)") }
  }

  @MainActor
  private struct Session {
    let backend = HeadlessBackend(size: Size(columns: 100, rows: 30))
    let runtime: Runtime<HeadlessBackend>
    private let loop: Task<Void, any Error>

    init() {
      let state = AppState(model: Fixture.model, size: backend.size)
      let environment = Environment(Fixture.analyzer) { _ in .written }
      let runtime = Runtime(state: state, backend: backend, environment: environment)
      self.runtime = runtime
      loop = Task { try await runtime.run() }
    }

    func end() async throws {
      backend.send(.terminated)
      try await loop.value
    }
  }
}

private func residentBytes() -> Int {
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
    .split(separator: " ")
  return Int(fields?.dropFirst().first ?? "0").map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } ?? 0
}

/// Mostly keys that mean something, some that do not, clicks inside and outside, and any size.
struct RandomEvents {
  private var generator: SeededGenerator
  private static let keys: [Key] =
    Set(KeyMap.bindings.flatMap(\.keys)).subtracting([.character("q"), .control("c")])
    .sorted { $0.displayName < $1.displayName }
    + [.character("é"), .character("漢"), .character("0"), .function(3), .delete]
  private static let kinds: [MouseEvent.Kind] = [.press, .release, .scrollUp, .scrollDown]

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> InputEvent {
    switch Int.random(in: 0..<20, using: &generator) {
    case 0:
      return .resized(
        Size(
          columns: Int.random(in: 0...180, using: &generator),
          rows: Int.random(in: 0...60, using: &generator)))
    case 1..<5:
      return .mouse(
        MouseEvent(
          kind: Self.kinds.randomElement(using: &generator) ?? .press,
          x: Int.random(in: -1...180, using: &generator),
          y: Int.random(in: -1...60, using: &generator)))
    default:
      return .key(Self.keys.randomElement(using: &generator) ?? .escape)
    }
  }
}
