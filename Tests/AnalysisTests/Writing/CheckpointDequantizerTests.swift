import Checkpoints
import Foundation
import Quantization
import TestSupport
import Testing

@testable import Analysis

@Suite struct CheckpointDequantizerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func model(_ names: [String]) -> MemoryCheckpoint {
    MemoryCheckpoint(
      zip(names, UInt64(1)...).map { name, seed in
        var random = SeededGenerator(seed: seed)
        return (name: name, shape: [24, 70], weights: random.weights(24 * 70))
      })
  }

  private func quantize(
    _ checkpoint: any Checkpoint, _ scheme: String, layout: PackingLayout = .rows,
    only: [String] = [], to name: String
  ) async throws -> any Checkpoint {
    let scheme = try QuantizationScheme(parsing: scheme)
    let analyzer = TensorAnalyzer(checkpoint: checkpoint, policy: .refuse)
    let selection = TensorSelection(included: only.map { GlobPattern($0) })
    let plan = try QuantizationPlan(
      checkpoint, selection: selection, layout: layout, scheme: { _ in scheme })
    _ = try await CheckpointQuantizer(analyzer, version: "test")
      .write(plan, to: folder.path(name), overwrite: false)
    return try openModel(at: folder.path(name))
  }

  private func floats(_ name: String, in checkpoint: any Checkpoint) throws -> [UInt32] {
    let tensor = try #require(checkpoint.tensors.first { $0.name == name })
    var weights = [Float](repeating: 0, count: tensor.count)
    var destination = weights.mutableSpan
    try checkpoint.readElements(0..<tensor.count, of: tensor, into: &destination)
    return weights.map(\.bitPattern)
  }

  @Test(arguments: ["afpq4:g32", "int3", "nf4-zp:bf16", "nvfp4", "fp6:tensor", "mxint8"])
  func restoredWeightsAreThoseOfMemory(spelling: String) async throws {
    let source = model(["a.weight", "norm.weight"])
    let packed = try await quantize(source, spelling, to: "packed")
    let restored = try await CheckpointDequantizer(packed).write(
      to: folder.path("restored"), overwrite: false)
    #expect(
      restored == [TensorDescriptor(name: "a.weight", dataType: .f32, shape: [24, 70])])
    let written = try openCheckpoint(at: folder.path("restored"))
    #expect(written.tensors == source.tensors)
    #expect(written.metadata.isEmpty)
    var random = SeededGenerator(seed: 1)
    let expected = try Quantizer(QuantizationScheme(parsing: spelling)).quantize(
      random.weights(24 * 70).span, shape: MatrixShape(rows: 24, columns: 70)
    ).dequantized()
    #expect(try floats("a.weight", in: written) == expected.map(\.bitPattern))
    #expect(try floats("norm.weight", in: written) == floats("norm.weight", in: source))
  }

  @Test func modelsOfSeveralFilesStaySo() async throws {
    let path = folder.path("source")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try model(["a.weight"]).write(to: path + "/1.safetensors")
    try model(["b.weight", "norm.weight"]).write(to: path + "/2.safetensors")
    let source = try openModel(at: path)
    let packed = try await quantize(source, "afpq4", to: "packed")
    _ = try await CheckpointDequantizer(packed).write(
      to: folder.path("restored"), overwrite: false)
    let written = try openCheckpoint(at: folder.path("restored"))
    #expect(
      written.shards.map { $0.tensors.map(\.name) } == [["a.weight"], ["b.weight", "norm.weight"]])
    #expect(try floats("b.weight", in: written) == floats("b.weight", in: packed))
  }

  @Test func packedTensorsThatAreLeftAloneStayReadable() async throws {
    let source = model(["a.weight", "b.weight"])
    let first = try await quantize(source, "afpq4:g32", only: ["a.weight"], to: "first")
    let second = try await quantize(first, "int4", only: ["b.weight"], to: "second")
    #expect(second.notices.isEmpty)
    #expect(second.tensors.map { $0.encoding ?? "" }.allSatisfy { $0.hasPrefix("afpq ") })
    #expect(try floats("a.weight", in: second) == floats("a.weight", in: first))
    let tensor = try #require(second.tensors.first)
    #expect(second.storedForm(of: tensor)?.scheme == (try QuantizationScheme(parsing: "afpq4:g32")))
    #expect(second.storedForm(of: tensor)?.sourceType == .f32)
  }

  @Test func whatIsQuantizedAlreadyIsRefused() async throws {
    let packed = try await quantize(model(["a.weight"]), "afpq4:g32", to: "packed")
    let error = AnalysisError.alreadyQuantized(
      tensor: "a.weight", encoding: "afpq fp4-e2m1:two-scale:g32:f16")
    await #expect(throws: error) { try await quantize(packed, "int4", to: "again") }
    #expect(try folder.names == ["packed"])
  }

  @Test func partsMustNotMeetOtherTensors() async throws {
    let source = model(["a.weight", "a.weight.codes"])
    await #expect(throws: AnalysisError.nameTaken(name: "a.weight.codes")) {
      try await quantize(source, "int4", only: ["a.weight"], to: "packed")
    }
    #expect(try folder.names == [])
  }

  @Test func existingTargetsAreKept() async throws {
    let packed = try await quantize(model(["a.weight"]), "afpq4:g32", to: "packed")
    let error = AnalysisError.checkpoint(.targetExists(path: folder.path("packed")))
    await #expect(throws: error) {
      try await CheckpointDequantizer(packed).write(to: folder.path("packed"), overwrite: false)
    }
  }
}
