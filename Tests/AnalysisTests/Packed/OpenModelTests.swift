import Checkpoints
import Foundation
import Quantization
import TestSupport
import Testing

@testable import Analysis

/// The fixtures come from `make_packed_fixtures.py`, which knows the layouts but not this project.
@Suite struct OpenModelTests {
  static let fixtures = [
    "rows", "gptq", "gptq-symmetric-v1", "gptq-symmetric-v2", "afpq-authors",
    "compressed-integers", "compressed-blocks", "modelopt", "gpt-oss",
  ]

  @Test(arguments: fixtures)
  func weightsAreThoseThatTheFixtureWasMadeOf(fixture: String) throws {
    try expectWeights(of: openModel(at: fixturePath(fixture)), fixture)
  }

  private func expectWeights(of model: any Checkpoint, _ fixture: String) throws {
    let expected = try openCheckpoint(at: fixturePath(fixture + ".expected"))
    for tensor in expected.tensors {
      let found = try #require(model.tensor(tensor.name), "\(tensor.name)")
      #expect(found.shape == tensor.shape && found.dataType == .f32)
      let (weights, wanted) = try (model.weights(of: found), expected.weights(of: tensor))
      #expect(weights.map(\.bitPattern) == wanted.map(\.bitPattern), "\(tensor.name)")
    }
    #expect(model.notices.isEmpty)
  }

  @Test(arguments: fixtures)
  func piecesEqualTheWhole(fixture: String) throws {
    let model = try openModel(at: fixturePath(fixture))
    for tensor in model.tensors where tensor.encoding != nil {
      let whole = try model.weights(of: tensor)
      for piece in [1, 7, 64, 65] {
        #expect(try model.weights(of: tensor, piece: piece) == whole, "\(tensor.name), \(piece)")
      }
      let bytes = try model.withBytes(of: tensor) { bytes in
        bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
      }
      #expect(bytes == whole)
    }
  }

  @Test(arguments: fixtures)
  func partsAreNotListed(fixture: String) throws {
    let expected = try openCheckpoint(at: fixturePath(fixture + ".expected"))
    let names = try openModel(at: fixturePath(fixture)).tensors.map(\.name)
    let activationScales = ["nv.input_global_scale", "m.input_scale"]
    #expect(names.filter { !activationScales.contains($0) } == expected.tensors.map(\.name))
  }

  @Test(arguments: [
    ("rows", "a.weight", "afpq fp4-e2m1:two-scale:g16:f16"),
    ("rows", "g.weight", "afpq int5:two-scale:g8:e4m3:mse"),
    ("gptq", "p.weight", "GPTQ int4 g16 (v1 assumed)"),
    ("gptq", "q.weight", "GPTQ int2 g32 (v1 assumed)"),
    ("gptq-symmetric-v1", "q.weight", "GPTQ int3 per channel (v1 by its zero points)"),
    ("gptq-symmetric-v2", "q.weight", "GPTQ int3 g16 (v2 by its zero points)"),
    ("afpq-authors", "fp4.weight", "AFPQ authors fp4 two scales g16"),
    ("afpq-authors", "nf4.weight", "AFPQ authors nf4 two scales g32"),
    ("afpq-authors", "fp3.weight", "AFPQ authors fp3 two scales per channel"),
    ("afpq-authors", "nf3.weight", "AFPQ authors nf3 g24"),
    ("compressed-integers", "four.weight", "compressed-tensors int4 g16 symmetric"),
    (
      "compressed-integers", "three.weight",
      "compressed-tensors int3 g16 with zero points dense words"
    ),
    (
      "compressed-integers", "three-padded.weight",
      "compressed-tensors int3 g16 with zero points padded words"
    ),
    ("compressed-integers", "eight.weight", "compressed-tensors int8 per channel symmetric"),
    ("compressed-integers", "index.weight", "compressed-tensors int4 g16 symmetric g_idx"),
    ("compressed-blocks", "nv.weight", "compressed-tensors nvfp4"),
    ("compressed-blocks", "mx4.weight", "compressed-tensors mxfp4"),
    ("compressed-blocks", "mx8.weight", "compressed-tensors mxfp8"),
    ("modelopt", "m.weight", "ModelOpt nvfp4"),
    ("gpt-oss", "experts.gate_up_proj", "gpt-oss mxfp4"),
  ])
  func labelsSayWhatTheFileHolds(fixture: String, name: String, label: String) throws {
    let tensor = try #require(try openModel(at: fixturePath(fixture)).tensor(name))
    #expect(tensor.encoding == label)
  }

  @Test(arguments: [
    ("quantize_config.json", #"{"bits": 4, "checkpoint_format": "gptq_v2"}"#),
    ("config.json", #"{"quantization_config": {"checkpoint_format": "gptq_v2"}}"#),
  ])
  func configurationDecidesTheFormOfZeroPoints(file: String, text: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "afpq-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "model.safetensors").path
    try FileManager.default.copyItem(atPath: fixturePath("gptq-act-order-v2"), toPath: path)
    try text.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
    for place in [path, folder.path] {
      let model = try openModel(at: place)
      try expectWeights(of: model, "gptq-act-order-v2")
      #expect(model.tensor("p.weight")?.encoding == "GPTQ int4 g16 act-order (v2)")
    }
  }

  @Test func metadataDecidesTheFormOfZeroPoints() throws {
    var parts = try PartsCheckpoint(fixture: "gptq-act-order-v2")
    parts.metadata.append(MetadataEntry(key: "gptq_checkpoint_format", value: "gptq_v2"))
    let hints = QuantizationHints(parts, path: "/nowhere")
    try expectWeights(of: dequantizing(parts, hints: hints), "gptq-act-order-v2")
  }

  @Test(arguments: [[24], [24, 1]])
  func scalesPerChannelHaveOneOrTwoDimensions(shape: [Int]) throws {
    var parts = try PartsCheckpoint(fixture: "compressed-integers")
    parts.parts["eight.weight_scale"]?.shape = shape
    try expectWeights(of: dequantizing(parts), "compressed-integers")
  }

  @Test func oneScaleServesTheWholeTensor() throws {
    var parts = try PartsCheckpoint(fixture: "compressed-integers")
    let one = Float16(1).bitPattern
    parts.parts["eight.weight_scale"] = PartsCheckpoint.Part(
      dataType: .f16, shape: [1], bytes: [UInt8(one & 0xFF), UInt8(one >> 8)])
    let model = dequantizing(parts)
    let tensor = try #require(model.tensor("eight.weight"))
    #expect(tensor.encoding == "compressed-tensors int8 per tensor symmetric")
    let codes = try #require(parts.parts["eight.weight_packed"]).bytes
    #expect(try model.weights(of: tensor) == codes.map { Float(Int($0) - 128) })
  }

  @Test func plainModelsAreOpenedAsTheyAre() throws {
    let path = fixturePath("modelopt.expected")
    let (model, plain) = try (openModel(at: path), openCheckpoint(at: path))
    #expect(model is SafetensorsCheckpoint)
    #expect(model.tensors == plain.tensors && model.notices.isEmpty)
  }

  @Test func plainTensorsBesideQuantizedOnesKeepTheirBytes() throws {
    let model = try openModel(at: fixturePath("rows"))
    let plain = try openCheckpoint(at: fixturePath("rows"))
    let tensor = try #require(plain.tensor("norm.weight"))
    #expect(model.tensor("norm.weight") == tensor)
    #expect(try model.weights(of: tensor) == plain.weights(of: tensor))
  }

  @Test func analysisSeesTheRestoredWeights() async throws {
    let analyzer = TensorAnalyzer(checkpoint: try openModel(at: fixturePath("modelopt")))
    let expected = TensorAnalyzer(
      checkpoint: try openCheckpoint(at: fixturePath("modelopt.expected")))
    let found = try await analyzer.statistics(of: "m.weight", groups: .perChannel)
    let wanted = try await expected.statistics(of: "m.weight", groups: .perChannel)
    #expect(found.moments == wanted.moments && found.signs == wanted.signs)
  }
}
