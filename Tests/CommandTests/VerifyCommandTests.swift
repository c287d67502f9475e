import Foundation
import TestSupport
import Testing

struct VerifyCommandTests {
  private func packed(_ folder: TemporaryFolder, _ options: [String] = []) throws -> (
    model: String, packed: String
  ) {
    let model = try folder.write(ModelFile.sample().encoded())
    let packed = folder.path("packed")
    _ = try CommandRun(["quantize", model, "-o", packed] + options)
    return (model, packed)
  }

  @Test(arguments: ["afpq4", "int4:g32", "nf4-zp", "nvfp4", "fp3:tensor:mse"])
  func numbersAreThoseOfCompare(scheme: String) throws {
    let folder = try TemporaryFolder()
    let (model, packed) = try packed(folder, ["--scheme", scheme])
    let run = try CommandRun(["verify", model, packed, "--json"])
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    let compared = try CommandRun(["compare", model, "--schemes", scheme, "--json"])
    for key in ["rows", "totals"] {
      let (found, expected) = (try run.jsonRows(key), try compared.jsonRows(key))
      #expect(found.count == expected.count)
      for (found, expected) in zip(found, expected) {
        #expect(Set(found.keys) == Set(expected.keys))
        for (name, value) in expected where name != "clamped_scales" {
          #expect(isSame(found[name], value), "\(name)")
        }
      }
    }
    #expect(try run.json()["packed"] as? String == "packed")
  }

  /// Equal, numbers up to the precision in which errors of the same weights are added.
  private func isSame(_ found: Any?, _ expected: Any) -> Bool {
    guard
      let (found, expected) = (found as? Double).flatMap({ found in
        (expected as? Double).map { (found, $0) }
      })
    else { return (found as? NSObject) == (expected as? NSObject) }
    return (found - expected).magnitude <= 1e-6 * max(expected.magnitude, 1e-3)
  }

  @Test func limitsAreChecks() throws {
    let folder = try TemporaryFolder()
    let (model, packed) = try packed(folder)
    let rows = try CommandRun(["verify", model, packed, "--json"]).jsonRows()
    let ratios = rows.compactMap { $0["sqnr_db"] as? Double }
    #expect(ratios.count == 2)
    let between = (ratios[0] + ratios[1]) / 2
    let worst = try #require(rows.first { ($0["sqnr_db"] as? Double ?? 0) < between })
    let failed = try CommandRun(["verify", model, packed, "--min-sqnr", "\(between)"])
    #expect(failed.status == 1)
    #expect(failed.messages.count == 1)
    #expect(failed.messages.first?.hasSuffix("dB in \(worst["tensor"] as? String ?? "")") == true)
    #expect(!failed.standardOutput.isEmpty)
    let least = try #require(ratios.min())
    #expect(try CommandRun(["verify", model, packed, "--min-sqnr", "\(least)"]).status == 0)
    let both = try CommandRun(["verify", model, packed, "--min-sqnr", "99"])
    #expect(both.messages.first?.hasSuffix("layers.0.proj.weight, layers.1.proj.weight") == true)
  }

  @Test func missingTensorsAndOtherShapesAreBadInput() throws {
    let folder = try TemporaryFolder()
    let (_, packed) = try packed(folder)
    var (other, fewer) = (ModelFile(), ModelFile())
    var random = SeededGenerator(seed: 1)
    other.add("layers.0.proj.weight", [8, 20], random.weights(160))
    other.add("layers.1.proj.weight", [2, 64], random.weights(128))
    fewer.add("layers.0.proj.weight", [4, 40], random.weights(160))
    let shapes = try CommandRun(
      ["verify", try folder.write(other.encoded(), to: "other"), packed])
    #expect(shapes.status == 2)
    #expect(
      shapes.messages == [
        "afpq-tui: layers.0.proj.weight has the shape [4, 40], its source [8, 20]"
      ])
    let missing = try CommandRun(
      ["verify", try folder.write(fewer.encoded(), to: "fewer"), packed])
    #expect(missing.status == 2)
    #expect(missing.messages == ["afpq-tui: fewer: no tensor named layers.1.proj.weight"])
  }

  @Test func plainModelsHaveNothingToVerify() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["verify", model, model])
    #expect(run.status == 2)
    #expect(run.messages == ["afpq-tui: model.safetensors: no tensor is quantized"])
  }

  @Test(arguments: [
    ("gptq", "int4:g32"), ("gptq", "int3-sym:g64"), ("gptq", "afpq4:g32"), ("gptq", "nf3:g32"),
    ("compressed-tensors", "mxfp4"), ("compressed-tensors", "mxfp8-e4m3"),
    ("compressed-tensors", "nvfp4"),
  ])
  func foreignLayoutsRestoreWhatWasReported(layout: String, scheme: String) throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: 4)
    var file = ModelFile()
    file.addBFloat16("a.weight", [64, 128], random.weights(64 * 128))
    let model = try folder.write(file.encoded())
    let packed = folder.path("packed")
    let written = try CommandRun([
      "quantize", model, "-o", packed, "--scheme", scheme, "--layout", layout, "--json",
    ]).jsonRows()
    let verified = try CommandRun(["verify", model, packed, "--json"]).jsonRows()
    #expect(verified.count == 1)
    // NVFP4 stores the reciprocal of its tensor scale there, which rounds once more; otherwise
    // only the precision of the sums differs.
    let tolerance = scheme == "nvfp4" ? 1e-5 : 1e-6
    for key in ["mse", "sqnr_db", "max_abs_error", "bits_per_weight"] {
      let expected = try #require(written.first?[key] as? Double)
      let found = try #require(verified.first?[key] as? Double)
      #expect(abs(found - expected) <= tolerance * expected, "\(key)")
    }
    #expect(verified.first?["scheme"] as? String == written.first?["scheme"] as? String)
    _ = try CommandRun(["dequantize", packed, "-o", folder.path("restored")])
    let restored = try StoredFile(at: folder.path("restored"))
    #expect(restored.tensors.mapValues(\.dataType) == ["a.weight": "BF16"])
  }
}
