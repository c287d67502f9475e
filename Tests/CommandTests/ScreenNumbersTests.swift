import Analysis
import Checkpoints
import Explorer
import Foundation
import Quantization
import TerminalUI
import TestSupport
import Testing

/// Any number on the screen equals what the reports of the commands print for it.
@MainActor struct ScreenNumbersTests {
  private let folder: TemporaryFolder
  private let model: String
  private let tensor = "layers.0.mlp.weight"

  init() throws {
    var random = SeededGenerator(seed: 21)
    var file = ModelFile()
    file.add(tensor, [12, 256], random.weights(12 * 256))
    file.addBFloat16("layers.1.mlp.weight", [10, 384], random.weights(10 * 384))
    folder = try TemporaryFolder()
    model = try folder.write(file.encoded())
  }

  /// The frame after keys, every job answered after each of them.
  private func frame(_ scheme: String, _ keys: [Key]) async throws -> String {
    let checkpoint = try openModel(at: model)
    let backend = HeadlessBackend(size: Size(columns: 160, rows: 50))
    let state = AppState(
      model: Model(checkpoint), size: backend.size, scheme: try QuantizationScheme(parsing: scheme),
      tensor: checkpoint.tensors.firstIndex { $0.name == tensor })
    let runtime = Runtime(
      state: state, backend: backend,
      environment: Environment(TensorAnalyzer(checkpoint: checkpoint)))
    let loop = Task { try await runtime.run() }
    await runtime.settled()
    for key in keys {
      backend.send(.key(key))
      await runtime.settled()
    }
    let text = backend.lastFrame?.text ?? ""
    backend.send(.terminated)
    try await loop.value
    return text
  }

  private func number(_ row: [String: Any], _ key: String) throws -> Double {
    try #require(row[key] as? Double)
  }

  @Test func errorsAreThoseOfCompare() async throws {
    let schemes = ["afpq4:g64", "int4:g64", "fp4:g64"]
    let run = try CommandRun(
      ["compare", model, "--json", "--tensor", tensor, "--schemes", schemes.joined(separator: ",")])
    let rows = try run.jsonRows()
    #expect(rows.count == schemes.count)
    let panel = try await frame("afpq4:g64", [.character("V")])
    let table = try await frame("afpq4:g64", [.character("4")])
    for row in rows {
      let (error, ratio) = (
        NumberText.scientific(try number(row, "mse")),
        NumberText.decibels(try number(row, "sqnr_db"))
      )
      let maximum = NumberText.scientific(try number(row, "max_abs_error"))
      let bits = NumberText.bitsPerWeight(try number(row, "bits_per_weight"))
      let numbers = [error, ratio, maximum, bits]
      let others = [
        NumberText.scientific(try number(row, "nmse")),
        NumberText.fixed(try number(row, "cosine"), decimals: 5),
      ]
      #expect(panel.hasLine(with: numbers), "\(numbers)\n\(panel)")
      #expect(table.hasLine(with: numbers + others), "\(numbers + others)\n\(table)")
    }
  }

  @Test func layersAreThoseOfStatsAndCompare() async throws {
    let statistics = try CommandRun(["stats", model, "--json", "--group-size", "64"]).jsonRows()
    let errors = try CommandRun(["compare", model, "--json", "--schemes", "afpq4:g64"]).jsonRows()
    #expect(statistics.count == 2 && errors.count == 2)
    let text = try await frame("afpq4:g64", [.character("5")])
    for (row, error) in zip(statistics, errors) {
      let numbers = [
        NumberText.fixed(try number(row, "abs_max_sigmas"), decimals: 1),
        NumberText.fixed(try number(row, "kurtosis"), decimals: 2),
        NumberText.fixed(try number(row, "asymmetry"), decimals: 3),
        NumberText.count(try #require(row["outlier_count"] as? Int)),
        NumberText.count(try #require(row["outlier_channel_count"] as? Int)),
        NumberText.decibels(try number(error, "sqnr_db")),
      ]
      #expect(text.hasLine(with: numbers), "\(numbers)\n\(text)")
    }
  }

  @Test func differencesToThePinnedSchemeAreThoseOfCompare() async throws {
    let run = try CommandRun(
      ["compare", model, "--json", "--tensor", tensor, "--schemes", "afpq4:g64,fp4:g64"])
    let rows = try run.jsonRows()
    let (one, other) = (try #require(rows.first), try #require(rows.last))
    let text = try await frame("fp4:g64", [.character("p"), .character("a"), .character("V")])
    let numbers = [
      NumberText.decibels(try number(one, "sqnr_db")),
      NumberText.difference(
        try number(one, "sqnr_db"), from: try number(other, "sqnr_db"), decimals: 2),
      NumberText.relativeDifference(try number(one, "mse"), from: try number(other, "mse")),
      NumberText.difference(
        try number(one, "bits_per_weight"), from: try number(other, "bits_per_weight"), decimals: 3),
    ]
    #expect(text.hasLine(with: numbers), "\(numbers)\n\(text)")
  }
}

extension String {
  /// Whether one line shows all of the texts, each of them whole.
  fileprivate func hasLine(with texts: [String]) -> Bool {
    split(separator: "\n").contains { line in
      texts.allSatisfy { " \(line) ".contains(" \($0) ") }
    }
  }
}
