import Checkpoints
import Foundation
import NumericFormats
import Quantization
import TestSupport
import Testing

@testable import Analysis

@Suite struct CheckpointQuantizerTests {
  private let folder: TemporaryFolder
  private let shape = [40, 96]

  init() throws { folder = try TemporaryFolder() }

  private func weights(seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return generator.weights(40 * 96)
  }

  private func model(_ names: [String] = ["b.weight", "norm.weight", "a.weight"])
    -> MemoryCheckpoint
  {
    MemoryCheckpoint(
      zip(names, UInt64(1)...).map { (name: $0, shape: shape, weights: weights(seed: $1)) })
  }

  private func quantize(
    _ checkpoint: any Checkpoint, _ scheme: String, layout: PackingLayout = .rows,
    to target: String, overwrite: Bool = false, policy: NonFinitePolicy = .refuse
  ) async throws -> [CheckpointQuantizer.TensorResult] {
    let scheme = try QuantizationScheme(parsing: scheme)
    let analyzer = TensorAnalyzer(
      checkpoint: checkpoint, threads: 2, policy: policy, weightsPerChunk: 7 * 96)
    let plan = try QuantizationPlan(
      checkpoint, selection: TensorSelection(), layout: layout, scheme: { _ in scheme })
    return try await CheckpointQuantizer(analyzer, version: "test")
      .write(plan, to: target, overwrite: overwrite)
  }

  private func bytes(_ name: String, in checkpoint: any Checkpoint) throws -> [UInt8] {
    let tensor = try #require(checkpoint.tensors.first { $0.name == name }, "\(name)")
    return try checkpoint.withBytes(of: tensor) { bytes in
      (0..<bytes.byteCount).map { bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
  }

  @Test(arguments: [
    "afpq4:g32", "int4", "nf4-zp", "nvfp4", "fp3:tensor", "fp8:channel:f32", "int5:g20",
  ])
  func filesHoldWhatQuantizingInMemoryGives(spelling: String) async throws {
    let source = model()
    let path = folder.path("out.safetensors")
    let results = try await quantize(source, spelling, to: path)
    let written = try openCheckpoint(at: path)
    let scheme = try QuantizationScheme(parsing: spelling)
    for (name, seed) in [("b.weight", UInt64(1)), ("a.weight", 3)] {
      let tensor = try Quantizer(scheme).quantize(
        weights(seed: seed).span, shape: MatrixShape(shape))
      let arrays = try PackingLayout.rows.arrays(
        for: name, scheme: scheme, shape: MatrixShape(shape))
      for (array, contents) in zip(arrays, PackingLayout.rows.bytes(of: tensor)) {
        #expect(try bytes(array.name, in: written) == contents, "\(array.name)")
      }
    }
    #expect(try bytes("norm.weight", in: written) == bytes("norm.weight", in: source))
    let compared = try await TensorAnalyzer(
      checkpoint: source, threads: 1, policy: .refuse, weightsPerChunk: 7 * 96
    ).compare([scheme], on: "a.weight")
    #expect(results.first { $0.tensor.name == "a.weight" }?.result == compared[0])
  }

  @Test func metadataSaysHowToReadThem() async throws {
    let path = folder.path("out.safetensors")
    _ = try await quantize(model(), "afpq4:g32", to: path)
    let metadata = try openCheckpoint(at: path).metadata
    #expect(metadata.first { $0.key == "afpq_version" }?.value == "test")
    let text = try #require(metadata.first { $0.key == "afpq_schemes" }?.value)
    let schemes =
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [String: Any]]
    let entry = try #require(schemes?["a.weight"])
    #expect(schemes?.count == 2)
    #expect(entry["scheme"] as? String == "fp4-e2m1:two-scale:g32:f16")
    #expect(entry["shape"] as? [Int] == shape && entry["dtype"] as? String == "F32")
  }

  @Test func outputIsTheSameEveryTime() async throws {
    for name in ["first", "second"] {
      _ = try await quantize(model(), "afpq4:g32", to: folder.path(name))
    }
    let contents = try ["first", "second"].map {
      try Data(contentsOf: URL(filePath: folder.path($0)))
    }
    #expect(contents[0] == contents[1])
  }

  @Test func planPromisesTheBytesThatAreWritten() async throws {
    let scheme = try QuantizationScheme(parsing: "afpq3:g32")
    let plan = try QuantizationPlan(
      model(), selection: TensorSelection(), layout: .rows, scheme: { _ in scheme })
    let quantized = 2 * scheme.storedByteCount(for: MatrixShape(shape))
    #expect(plan.byteCount == quantized + 40 * 96 * 4)
  }

  @Test func existingTargetsAreKeptUnlessAskedFor() async throws {
    let path = folder.path("out.safetensors")
    try Data("old".utf8).write(to: URL(filePath: path))
    await #expect(throws: AnalysisError.checkpoint(.targetExists(path: path))) {
      try await quantize(model(), "int4", to: path)
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == Data("old".utf8))
    _ = try await quantize(model(), "int4", to: path, overwrite: true)
    #expect(try openCheckpoint(at: path).tensors.count > 3)
    #expect(try folder.names == ["out.safetensors"])
  }

  @Test func weightsThatAreNoNumbersLeaveTheTargetAlone() async throws {
    let source = MemoryCheckpoint([.nan] + weights(seed: 1).dropFirst(), shape: shape)
    let error = AnalysisError.quantization(tensor: "w", .nonFinite(firstIndex: 0, count: 1))
    await #expect(throws: error) {
      try await quantize(source, "int4", to: folder.path("out"))
    }
    #expect(try folder.names == [])
  }

  /// In one chunk of several; the others are packed without a look at the policy.
  @Test(arguments: [NonFinitePolicy.exclude, .sanitize])
  func weightsThatAreNoNumbersAreWrittenAsTheyAreReplaced(policy: NonFinitePolicy) async throws {
    var stored = weights(seed: 1)
    (stored[1000], stored[1001]) = (.nan, -.infinity)
    let source = MemoryCheckpoint(stored, shape: shape)
    let path = folder.path("out.safetensors")
    let result = try await quantize(source, "int4:channel", to: path, policy: policy)[0].result
    let scheme = try QuantizationScheme(parsing: "int4:channel")
    let rows = WeightRows(stored, shape: MatrixShape(shape), policy: policy)
    let replaced = rows.weights(scheme.granularity)
    let expected = try Quantizer(scheme).quantize(replaced.span, shape: MatrixShape(shape)).packed()
    #expect(try bytes("w.codes", in: openCheckpoint(at: path)) == expected.codes)
    #expect(try bytes("w.scale", in: openCheckpoint(at: path)) == expected.scales)
    let analyzer = TensorAnalyzer(
      checkpoint: source, threads: 1, policy: policy, weightsPerChunk: 7 * 96)
    #expect(try await analyzer.compare([scheme], on: "w")[0] == result)
  }

  @Test func layoutsThatCannotHoldATensorAreRefusedBeforeAnythingIsWritten() async throws {
    await #expect(throws: AnalysisError.self) {
      try await quantize(model(), "afpq5", layout: .gptq, to: folder.path("out"))
    }
    #expect(try folder.names == [])
  }

  @Test func modelsOfSeveralFilesStaySo() async throws {
    let source = try shardedModel()
    let target = folder.path("quantized")
    _ = try await quantize(source, "afpq4:g32", to: target)
    let written = try openCheckpoint(at: target)
    #expect(
      written.shards.map(\.fileName) == [
        "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
      ])
    #expect(try bytes("norm.weight", in: written) == bytes("norm.weight", in: source))
    #expect(written.tensors.contains { $0.name == "b.weight.codes" })
  }

  @Test func overwritingAFolderReplacesItsModelThroughTheIndex() async throws {
    let source = try shardedModel()
    let target = folder.path("quantized")
    _ = try await quantize(source, "afpq4:g32", to: target)
    try Data("kept".utf8).write(to: URL(filePath: target + "/config.json"))
    _ = try await quantize(source, "fp8:g32", to: target, overwrite: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: target).sorted()
    #expect(
      names == [
        "config.json", "model-00001-of-00002-v2.safetensors", "model-00002-of-00002-v2.safetensors",
        "model.safetensors.index.json",
      ])
    let written = try openCheckpoint(at: target)
    #expect(written.metadata.contains { $0.key == "afpq_schemes" && $0.value.contains("fp8-e4m3") })
    #expect(try folder.names == ["quantized", "source"])
  }

  /// What a killed process left goes with the next run; what a live one writes stays.
  @Test func abandonedFilesAreRemoved() async throws {
    // The largest process number of Linux is 2^22.
    let abandoned = [".out.afpq-partial-4194305", ".other.afpq-partial-4194306"]
    for name in abandoned { try Data([1]).write(to: URL(filePath: folder.path(name))) }
    try FileManager.default.createDirectory(
      atPath: folder.path(".quantized.afpq-partial-4194307"), withIntermediateDirectories: true)
    let alive = ".alive.afpq-partial-1"
    try Data([1]).write(to: URL(filePath: folder.path(alive)))
    _ = try await quantize(model(), "int4", to: folder.path("out"))
    #expect(try folder.names == [alive, "out"])
  }

  private func shardedModel() throws -> any Checkpoint {
    let path = folder.path("source")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try model(["b.weight"]).write(to: path + "/1.safetensors")
    try model(["norm.weight", "a.weight"]).write(to: path + "/2.safetensors")
    return try openCheckpoint(at: path)
  }
}
