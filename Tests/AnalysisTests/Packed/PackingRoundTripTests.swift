import Checkpoints
import Quantization
import Testing
import TestSupport

@testable import Analysis

/// What this project packs reads back as what it quantized.
@Suite struct PackingRoundTripTests {
  private static let schemes = [
    "int4", "int3-sym:channel", "fp4", "afpq4", "afpq3:g32", "nf4:tensor:f32", "afpq-nf4:g48",
    "fp5-zp:bf16", "mxfp4", "mxfp6-e2m3", "mxfp8-e4m3", "mxint8", "nvfp4", "amxfp4", "afpq4:tensor",
  ]

  private func quantized(
    _ scheme: String, rows: Int = 64, columns: Int = 96
  ) throws -> QuantizedTensor {
    var generator = SeededGenerator(seed: 15)
    let weights = generator.weights(rows * columns)
    return try Quantizer(QuantizationScheme(parsing: scheme))
      .quantize(weights.span, shape: MatrixShape(rows: rows, columns: columns))
  }

  private func model(
    _ tensor: QuantizedTensor, layout: PackingLayout
  ) throws -> any Checkpoint {
    var parts = PartsCheckpoint()
    try parts.add(tensor, named: "p.weight", layout: layout)
    parts.describe(
      ["p.weight": "\(tensor.scheme)"], shape: [tensor.shape.rows, tensor.shape.columns])
    return dequantizing(parts)
  }

  @Test(arguments: schemes)
  func rowsReadBackBitForBit(scheme: String) throws {
    let tensor = try quantized(scheme, rows: 17, columns: 100)
    let model = try model(tensor, layout: .rows)
    let found = try #require(model.tensor("p.weight"))
    #expect(found.encoding == "afpq \(tensor.scheme)" && model.tensors == [found])
    let expected = try tensor.packed().unpacked().dequantized().map(\.bitPattern)
    #expect(try model.weights(of: found).map(\.bitPattern) == expected)
    #expect(try model.weights(of: found, piece: 333).map(\.bitPattern) == expected)
  }

  @Test(arguments: ["int4:g32", "int3-sym:g96", "afpq4:g32", "fp3:g48", "afpq-nf3:g32", "nf4:g96"])
  func gptqReadsBackBitForBit(scheme: String) throws {
    let tensor = try quantized(scheme)
    let model = try model(tensor, layout: .gptq)
    let found = try #require(model.tensor("p.weight"))
    #expect(found.encoding == "afpq \(tensor.scheme) (GPTQ layout)" && model.tensors == [found])
    #expect(
      try model.weights(of: found).map(\.bitPattern) == tensor.dequantized().map(\.bitPattern))
  }

  /// Restoring goes block by block, and these tensors have more than one.
  @Test(arguments: [PackingLayout.rows, .gptq])
  func blocksJoinWithoutSeams(layout: PackingLayout) throws {
    let tensor = try quantized("afpq4:g64", rows: 320, columns: 512)
    let model = try model(tensor, layout: layout)
    let found = try #require(model.tensor("p.weight"))
    let expected = tensor.dequantized()
    #expect(try model.weights(of: found) == expected)
    #expect(try model.weights(of: found, piece: 140_001) == expected)
  }

  /// The reciprocal that compressed-tensors stores of a tensor scale is rounded, the rest is exact.
  @Test(arguments: [("mxfp4", Float(0)), ("mxfp8-e4m3", 0), ("nvfp4", 1e-6)])
  func compressedTensorsReadBack(scheme: String, tolerance: Float) throws {
    let tensor = try quantized(scheme)
    let model = try model(tensor, layout: .compressedTensors)
    let found = try #require(model.tensor("p.weight"))
    #expect(found.encoding == "afpq \(tensor.scheme) (compressed-tensors layout)")
    for (read, expected) in zip(try model.weights(of: found), tensor.dequantized()) {
      #expect((read - expected).magnitude <= tolerance * expected.magnitude)
    }
  }
}
