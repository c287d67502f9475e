import Foundation
import TestSupport
import Testing

struct QuantizeCommandTests {
  private static let projections = ["layers.0.proj.weight", "layers.1.proj.weight"]

  private func sample(_ folder: TemporaryFolder) throws -> String {
    try folder.write(ModelFile.sample().encoded())
  }

  @Test(arguments: ["afpq4", "int4:g32", "nf4:tensor", "nvfp4", "fp6-zp:channel:f32", "mxfp8-e5m2"])
  func reportIsThatOfCompareForTheBytesThatAreWritten(scheme: String) throws {
    let folder = try TemporaryFolder()
    let (model, packed) = (try sample(folder), folder.path("packed"))
    let run = try CommandRun(["quantize", model, "-o", packed, "--scheme", scheme, "--json"])
    #expect(run.status == 0)
    let compared = try CommandRun(["compare", model, "--schemes", scheme, "--json"])
    let rows = try run.jsonRows()
    #expect(rows.count == 2)
    #expect(try rows as NSArray == compared.jsonRows() as NSArray)
    #expect(try run.jsonRows("totals") as NSArray == compared.jsonRows("totals") as NSArray)
    let file = try StoredFile(at: packed)
    for row in rows {
      let name = try #require(row["tensor"] as? String)
      let shape = try #require(row["shape"] as? [Int])
      let bits = try #require(row["bits_per_weight"] as? Double)
      let bytes = file.byteCount(prefix: name + ".")
      #expect(Double(bytes) * 8 / Double(shape.reduce(1, *)) == bits, "\(name)")
    }
    let total = file.byteCount(prefix: "")
    #expect(try run.json()["bytes"] as? Int == total)
    #expect(try run.json()["source_bytes"] as? Int == 4 * (32 + 8 + 160 + 8) + 2 * 128 + 32)
  }

  @Test func whatIsLeftAloneIsCopiedAndNamed() throws {
    let folder = try TemporaryFolder()
    let (model, packed) = (try sample(folder), folder.path("packed"))
    let run = try CommandRun(["quantize", model, "-o", packed])
    #expect(
      run.messages == [
        "left out, because its name contains 'embed': embed_tokens.weight",
        "left out, because it has fewer than two dimensions: layers.*.norm.weight (2)",
        "left out, because I64 is no floating-point type: position_ids",
      ])
    let (source, written) = (try StoredFile(at: model), try StoredFile(at: packed))
    for (name, tensor) in source.tensors where !Self.projections.contains(name) {
      #expect(written.tensors[name] == tensor, "\(name)")
    }
    #expect(written.metadata["afpq_version"] == "0.1.0")
  }

  @Test func dryRunsWriteNothingAndSayTheSame() throws {
    let folder = try TemporaryFolder()
    let (model, packed) = (try sample(folder), folder.path("packed"))
    let dry = try CommandRun(["quantize", model, "-o", packed, "--dry-run", "--json"])
    #expect(dry.status == 0)
    #expect(try folder.names == ["model.safetensors"])
    let run = try CommandRun(["quantize", model, "-o", packed, "--json"])
    #expect(try dry.jsonRows() as NSArray == run.jsonRows() as NSArray)
    #expect(try dry.json()["bytes"] as? Int == run.json()["bytes"] as? Int)
    #expect(try dry.json()["output"] is NSNull)
    #expect(dry.messages == run.messages)
  }

  @Test func existingFilesAreKeptUnlessAskedFor() throws {
    let folder = try TemporaryFolder()
    let model = try sample(folder)
    let packed = try folder.write(Data("old".utf8), to: "packed")
    let refused = try CommandRun(["quantize", model, "-o", packed, "--quiet"])
    #expect(refused.status == 2)
    #expect(
      refused.messages == [
        "afpq-tui: \(packed): exists already: choose another name or ask to overwrite it"
      ])
    #expect(try Data(contentsOf: URL(filePath: packed)) == Data("old".utf8))
    #expect(try CommandRun(["quantize", model, "-o", packed, "--overwrite"]).status == 0)
    #expect(try StoredFile(at: packed).tensors["layers.0.proj.weight.codes"] != nil)
    #expect(try folder.names == ["model.safetensors", "packed"])
  }

  @Test func quantizedModelsAreRefusedUnlessLeftAlone() throws {
    let folder = try TemporaryFolder()
    let (model, first) = (try sample(folder), folder.path("first"))
    _ = try CommandRun(["quantize", model, "-o", first, "--tensor", "layers.0.proj.weight"])
    let refused = try CommandRun(["quantize", first, "-o", folder.path("x"), "--quiet"])
    #expect(refused.status == 2)
    #expect(
      refused.messages == [
        "afpq-tui: layers.0.proj.weight is quantized already "
          + "(afpq fp4-e2m1:two-scale:g128:f16): dequantize the model first, or exclude it"
      ])
    let second = try CommandRun(
      ["quantize", first, "-o", folder.path("second"), "--exclude", "*.0.*", "--scheme", "int4"])
    #expect(second.status == 0)
    let list = try CommandRun(["list", folder.path("second"), "--json", "--tensor", "*proj*"])
    #expect(
      try list.jsonRows().map { $0["encoding"] as? String } == [
        "afpq fp4-e2m1:two-scale:g128:f16", "afpq int4:affine:g128:f16",
      ])
    #expect(list.standardError.isEmpty)
  }

  @Test func automaticElementsTakeTheSplitWithTheLeastError() throws {
    let folder = try TemporaryFolder()
    let model = try sample(folder)
    let run = try CommandRun(
      ["quantize", model, "-o", folder.path("x"), "--element", "auto", "--dry-run", "--json"])
    let splits = "fp4-e0m3:two-scale:g128,fp4-e1m2:two-scale:g128,afpq4,afpq4-e3m0"
    let compared = try CommandRun(["compare", model, "--schemes", splits, "--json"]).jsonRows()
    for row in try run.jsonRows() {
      let candidates = compared.filter { $0["tensor"] as? String == row["tensor"] as? String }
      #expect(candidates.count == 4)
      let least = candidates.compactMap { $0["mse"] as? Double }.min()
      #expect(row["mse"] as? Double == least)
      let best = candidates.first { $0["mse"] as? Double == least }
      #expect(row["scheme"] as? String == best?["scheme"] as? String)
    }
  }

  @Test func overridesChangeTheScheme() throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun([
      "quantize", try sample(folder), "-o", folder.path("x"), "--dry-run", "--json", "--bits", "3",
      "--group-size", "32", "--clipping", "mse", "--scale-format", "bf16",
    ])
    #expect(
      try run.jsonRows("totals").map { $0["scheme"] as? String } == [
        "fp3-e2m0:two-scale:g32:bf16:mse"
      ])
  }

  @Test func sanitizingIsCounted() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.broken().encoded())
    let arguments = ["quantize", model, "-o", folder.path("x"), "--scheme", "int4"]
    let refused = try CommandRun(arguments)
    #expect(refused.status == 2)
    #expect(
      refused.messages == [
        "afpq-tui: bad.weight: 2 weights are NaN or infinite, the first at index 5: "
          + "--sanitize replaces them"
      ])
    let run = try CommandRun(arguments + ["--sanitize"])
    #expect(run.status == 0)
    #expect(run.messages == ["sanitized: bad.weight: 1 NaN and 1 infinite weights"])
  }

  @Test func foreignLayoutsHaveTheirNamesTypesAndShapes() throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: 4)
    var file = ModelFile()
    file.addBFloat16("a.weight", [64, 128], random.weights(64 * 128))
    let model = try folder.write(file.encoded())
    let gptq = folder.path("gptq")
    let run = try CommandRun(
      ["quantize", model, "-o", gptq, "--scheme", "int4:g32", "--layout", "gptq", "--json"])
    #expect(run.status == 0)
    let parts = try StoredFile(at: gptq).tensors.mapValues { "\($0.dataType) \($0.shape)" }
    #expect(
      parts == [
        "a.qweight": "I32 [16, 64]", "a.qzeros": "I32 [4, 8]", "a.scales": "F16 [4, 64]",
        "a.g_idx": "I32 [128]",
      ])
    let bits = Double(4 * (16 * 64 + 4 * 8 + 128) + 2 * 4 * 64) * 8 / (64 * 128)
    #expect(try run.jsonRows().first?["bits_per_weight"] as? Double == bits)
    let refused = try CommandRun(
      ["quantize", model, "-o", folder.path("x"), "--scheme", "fp5", "--layout", "gptq"])
    #expect(refused.status == 2)
    #expect(refused.messages.count == 1)
  }

  @Test func modelsOfSeveralFilesBecomeFolders() throws {
    let folder = try TemporaryFolder()
    let (model, packed) = (try folder.shardedSample(), folder.path("packed"))
    #expect(try CommandRun(["quantize", model, "-o", packed, "--quiet"]).status == 0)
    #expect(
      try folder.allNames(in: packed) == [
        "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
        "model.safetensors.index.json",
      ])
    let restored = folder.path("restored")
    #expect(try CommandRun(["dequantize", packed, "-o", restored, "--quiet"]).status == 0)
    let list = try CommandRun(["list", restored, "--json"]).jsonRows() as NSArray
    #expect(try list == CommandRun(["list", model, "--json"]).jsonRows() as NSArray)
    #expect(try folder.names == ["packed", "restored", "sharded"])
  }
}
