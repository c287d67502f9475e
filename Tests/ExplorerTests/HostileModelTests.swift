import Analysis
import Checkpoints
import Glibc
import TerminalUI
import TestSupport
import Testing

@testable import Explorer

/// Models whose names attack the terminal, and models that change while they are open.
@MainActor
@Suite struct HostileModelTests {
  private static let names = [
    "a\u{1B}[2J\u{1B}]0;title\u{7}.weight", "b\r\n\n\u{8}\u{8}.weight", "\u{9B}31mc.weight",
    "d.\u{202E}\u{2066}thgiew\u{2069}.weight", "e\u{200B}\u{200D}\u{FEFF}\u{E0041}.weight",
    "重み.層.weight", "👨‍👩‍👧‍👦.🇫🇮.weight", "f" + String(repeating: "\u{301}", count: 30),
    "", ".", "..weight", String(repeating: "deep.", count: 500),
    String(repeating: "l", count: 65536),
  ]

  private func write(_ names: [String], to path: String) throws {
    var writer = try SafetensorsWriter(
      path: path,
      tensors: names.map { TensorDescriptor(name: $0, dataType: .f32, shape: [4, 64]) },
      metadata: [MetadataEntry(key: "afpq_schemes\u{1B}[31m", value: "\u{9B}2J")])
    var random = SeededGenerator(seed: 11)
    for index in writer.tensors.indices {
      try writer.append(random.weights(256).span.bytes, to: index)
    }
    try writer.finish()
  }

  @Test func namesNeverReachTheScreenAsControls() async throws {
    let folder = try TemporaryFolder()
    try write(Self.names, to: folder.path("\u{1B}[31m\u{202E}model.safetensors"))
    let model = try openModel(at: folder.path("\u{1B}[31m\u{202E}model.safetensors"))
    let analyzer = TensorAnalyzer(checkpoint: model, threads: 1)
    for size in [Size(columns: 100, rows: 30), Size(columns: 40, rows: 10)] {
      var state = AppState(model: Model(model), size: size)
      _ = update(&state, .input(.resized(size)))
      for key in "123456/\u{1B}?" + String(repeating: "J", count: Self.names.count) {
        press(&state, key == "\u{1B}" ? .escape : .character(key))
        await Fixture.answer(&state, from: analyzer)
        expectHarmless(Fixture.frame(state), "\(size) after \(key)")
      }
    }
  }

  private func expectHarmless(_ frame: Canvas, _ place: String) {
    let isSafe = frame.text.unicodeScalars.allSatisfy { scalar in
      let category = scalar.properties.generalCategory
      return scalar == "\n" || category != .control && category != .format
    }
    let lines = frame.text.split(separator: "\n", omittingEmptySubsequences: false)
    let fits = lines.allSatisfy { displayWidth(String($0)) <= frame.size.columns }
    #expect(isSafe && fits, "\(place)")
  }

  @Test func aShardThatIsCutFailsAloneAndTheRestWorks() async throws {
    let folder = try TemporaryFolder()
    try write(["a.weight"], to: folder.path("1.safetensors"))
    try write(["b.weight"], to: folder.path("2.safetensors"))
    let model = try openModel(at: folder.path)
    #expect(truncate(folder.path("2.safetensors"), 600) == 0)
    let size = Size(columns: 120, rows: 30)
    let backend = HeadlessBackend(size: size)
    let runtime = Runtime(
      state: AppState(model: Model(model), size: size), backend: backend,
      environment: Environment(TensorAnalyzer(checkpoint: model, threads: 2)))
    let loop = Task { try await runtime.run() }
    var frames: [String] = []
    for key in "JKJ6K1" {
      await runtime.settled()
      backend.send(.key(.character(key)))
      await runtime.settled()
      frames.append(backend.lastFrame?.text ?? "")
    }
    let flagged = frames.map { $0.contains("2.safetensors: the file was truncated") }
    #expect(flagged == [true, false, true, true, false, false])
    #expect(frames.last?.contains("Error at 4 bits") == true)
    backend.send(.key(.control("c")))
    try await loop.value
  }
}
