import Analysis
import Foundation
import Quantization
import TerminalUI
import TestSupport
import Testing

@testable import Explorer

/// Any number on the screen about a whole tensor equals what the reports of the commands print.
@MainActor struct ScreenNumbersTests {
  private let folder: TemporaryFolder
  private let session: ScreenSession
  private let tensor = "layers.0.mlp.weight"

  init() throws {
    var random = SeededGenerator(seed: 21)
    var file = ModelFile()
    file.add(tensor, [12, 256], random.weights(12 * 256))
    file.addBFloat16("layers.1.mlp.weight", [10, 384], random.weights(10 * 384))
    // Two groups of each row have one sign.
    let positive = random.weights(2 * 192).enumerated()
    file.add(
      "layers.2.mlp.weight", [2, 192], positive.map { $0 % 192 < 128 ? $1.magnitude : $1 })
    var broken = random.weights(2 * 64)
    (broken[5], broken[70]) = (.nan, .infinity)
    file.add("layers.3.mlp.weight", [2, 64], broken)
    folder = try TemporaryFolder()
    session = ScreenSession(model: try folder.write(file.encoded()), tensor: tensor)
  }

  private func errors(_ schemes: [String], tensor: String? = nil) throws -> [[String: Any]] {
    let selection = tensor.map { ["--tensor", $0] } ?? []
    return try CommandRun(
      [
        "compare", session.model, "--json", "--schemes",
        schemes.joined(separator: ","),
      ]
        + selection
    ).jsonRows()
  }

  @Test func errorsAreThoseOfCompare() async throws {
    let rows = try errors(["afpq4:g64", "int4:g64", "fp4:g64"], tensor: tensor)
    #expect(rows.count == 3)
    let panel = try await session.show("afpq4:g64", "V")
    for row in rows {
      let numbers = [
        NumberText.scientific(row.number("mse")), NumberText.decibels(row.number("sqnr_db")),
        NumberText.scientific(row.number("max_abs_error")),
        NumberText.bitsPerWeight(try #require(row.number("bits_per_weight"))),
      ]
      #expect(panel.hasLine(with: numbers), "\(numbers)\n\(panel.text)")
    }
  }

  @Test func theComparisonIsThatOfCompareForEveryScheme() async throws {
    let shown = try await session.show("int4:g64", "pa4")
    let schemes = shown.state.comparedSchemes.map { "\($0)" }
    let rows = try errors(schemes, tensor: tensor)
    #expect(rows.count == schemes.count && rows.count > 8)
    let pinnedName = try #require(shown.state.pinned).description
    let pinned = try #require(rows.first { $0["scheme"] as? String == pinnedName })
    for row in rows {
      let isPinned = row["scheme"] as? String == pinnedName
      let numbers = comparedNumbers(row, from: isPinned ? nil : pinned)
      #expect(shown.hasLine(with: numbers), "\(numbers)\n\(shown.text)")
    }
  }

  /// What Compare shows of a scheme, and how it differs from the pinned one.
  private func comparedNumbers(
    _ row: [String: Any], from pinned: [String: Any]?
  ) -> [String] {
    let relative = ["mse", "nmse", "max_abs_error"]
    let absolute = ["bits_per_weight": 3, "sqnr_db": 2, "cosine": 5]
    let numbers =
      relative.map { NumberText.scientific(row.number($0)) }
      + absolute.map { NumberText.fixed(row.number($0), decimals: $1) }
    guard let pinned else { return numbers }
    return numbers
      + relative.map { NumberText.relativeDifference(row.number($0), from: pinned.number($0)) }
      + absolute.map {
        NumberText.difference(row.number($0), from: pinned.number($0), decimals: $1)
      }
  }

  @Test func layersAreThoseOfStatsAndCompare() async throws {
    let statistics = try CommandRun(["stats", session.model, "--json", "--group-size", "64"])
      .jsonRows()
    let (errors, pinned) = (try errors(["afpq4:g64"]), try errors(["fp4:g64"]))
    #expect(statistics.count == 4 && errors.count == 4)
    let shown = try await session.show("fp4:g64", "pa5")
    for (row, (error, base)) in zip(statistics, zip(errors, pinned)) {
      var numbers = [
        NumberText.shortCount(try #require(row["count"] as? Int)),
        NumberText.fixed(row.number("abs_max_sigmas"), decimals: 1),
        NumberText.fixed(row.number("kurtosis"), decimals: 2),
        NumberText.fixed(row.number("asymmetry"), decimals: 3),
        NumberText.count(try #require(row["outlier_count"] as? Int)),
        NumberText.count(try #require(row["outlier_channel_count"] as? Int)),
      ]
      // `compare` refuses weights that are no finite numbers; the screen leaves them out.
      if let one = error.number("sqnr_db"), let other = base.number("sqnr_db") {
        numbers += [
          NumberText.decibels(one), NumberText.difference(one, from: other, decimals: 2),
          NumberText.decibels(one - other),
        ]
      }
      numbers += flags(row)
      #expect(shown.hasLine(with: numbers), "\(numbers)\n\(shown.text)")
    }
  }

  @Test func whatIsLeftOutIsSaid() async throws {
    let broken = ScreenSession(model: session.model, tensor: "layers.3.mlp.weight")
    #expect(
      try await broken.show("afpq4:g64", "4").text.contains(
        "126 of 128 weights: NaN and Inf left out"))
    #expect(try await session.show("afpq4:g64", "4").text.contains("all 3,072 weights"))
  }

  private func flags(_ row: [String: Any]) -> [String] {
    let counts = ["nan_count", "inf_count", "one_signed_groups"].map { row[$0] as? Int ?? 0 }
    return [
      counts[0] > 0 ? "NaN" : "", counts[1] > 0 ? "Inf" : "",
      counts[2] > 0 ? "\(counts[2]) one-signed" : "",
    ].filter { !$0.isEmpty }
  }

  @Test func differencesToThePinnedSchemeAreThoseOfCompare() async throws {
    let rows = try errors(["afpq4:g64", "fp4:g64"], tensor: tensor)
    let (one, other) = (try #require(rows.first), try #require(rows.last))
    let shown = try await session.show("fp4:g64", "paV")
    let numbers = [
      NumberText.decibels(one.number("sqnr_db")),
      NumberText.difference(one.number("sqnr_db"), from: other.number("sqnr_db"), decimals: 2),
      NumberText.relativeDifference(one.number("mse"), from: other.number("mse")),
      NumberText.relativeDifference(
        one.number("max_abs_error"), from: other.number("max_abs_error")),
      NumberText.difference(
        one.number("bits_per_weight"), from: other.number("bits_per_weight"), decimals: 3),
    ]
    #expect(shown.hasLine(with: numbers), "\(numbers)\n\(shown.text)")
  }

  @Test func aPackedModelIsAsLargeAsItsFileAndSaysSo() async throws {
    let packed = folder.path("packed.safetensors")
    let run = try CommandRun(["quantize", session.model, "-o", packed, "--sanitize"])
    #expect(run.status == 0, "\(run.standardError)")
    let rows = try CommandRun(["list", packed, "--json"]).jsonRows()
    let bytes = rows.compactMap { $0["bytes"] as? Int }.reduce(0, +)
    let shown = try await ScreenSession(model: packed, tensor: tensor).show("int4", "")
    #expect(shown.text.prefix { $0 != "\n" }.contains("  \(NumberText.byteCount(bytes)) "))
    let encoding = try #require(rows.first { $0["tensor"] as? String == tensor }?["encoding"])
    #expect(shown.text.contains("dequantized from \(encoding)"), "\(shown.text)")
  }

  @Test func theTitleIsWhatListAndComparePrint() async throws {
    let rows = try CommandRun(["list", session.model, "--json"]).jsonRows()
    let sum = { (key: String) in rows.compactMap { $0[key] as? Int }.reduce(0, +) }
    let error = try #require(try errors(["afpq4:g64"], tensor: tensor).first)
    let title = try await session.show("afpq4:g64", "").text.prefix { $0 != "\n" }
    for text in [
      "\(rows.count) tensors", "\(NumberText.shortCount(sum("count"))) weights",
      NumberText.byteCount(sum("bytes")),
      "\(NumberText.fixed(error.number("bits_per_weight"), decimals: 3)) bits/weight",
    ] {
      #expect(title.contains("  \(text)"), "\(text)\n\(title)")
    }
  }
}
