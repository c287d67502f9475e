import Foundation
import NumericFormats
import Quantization
import TestSupport
import Testing

struct DequantizeCommandTests {
  /// Every kind of element, every scaling and every scale format.
  static let schemes = [
    "int4", "int2-sym:g32", "int5:two-scale:g48:e8m0", "int7:g33:bf16", "int8:channel:f32",
    "fp3", "afpq4:g32", "fp4-e3m0:e5m2", "fp5-e0m4:tensor", "fp6-e3m2:g20:e4m3", "fp7-e6m0:e8m0",
    "fp8-e4m3:bf16", "fp8-e5m2:channel", "fp4-zp:f32", "fp4-bnb", "nf3-zp:bf16", "nf4",
    "afpq-nf4:e4m3", "sf3:tensor", "sf4:mse", "mxfp4", "mxint8", "nvfp4", "amxfp4",
    "afpq3:e4m3+tensor",
  ]

  private static func matrix() -> [Float] {
    var random = SeededGenerator(seed: 21)
    var weights = random.weights(40 * 96)
    // A group without weights of one sign, and one of zeros.
    for index in 0..<96 { weights[index] = weights[index].magnitude }
    for index in 96..<192 { weights[index] = 0 }
    return weights
  }

  static func model(in folder: TemporaryFolder) throws -> String {
    var file = ModelFile()
    file.add("a.weight", [40, 96], matrix())
    file.add("norm.weight", [4], [1, 2, 3, 4])
    return try folder.write(file.encoded())
  }

  @Test(arguments: schemes)
  func restoredWeightsAreThoseOfMemory(spelling: String) throws {
    let folder = try TemporaryFolder()
    let (model, packed) = (try Self.model(in: folder), folder.path("packed"))
    _ = try CommandRun(["quantize", model, "-o", packed, "--scheme", spelling])
    let run = try CommandRun(["dequantize", packed, "-o", folder.path("restored")])
    #expect(run.status == 0)
    #expect(
      run.messages == ["wrote \(folder.path("restored")): 1 tensor dequantized, 15.4 kB"])
    let restored = try StoredFile(at: folder.path("restored"))
    let shape = MatrixShape(rows: 40, columns: 96)
    let expected = try Quantizer(QuantizationScheme(parsing: spelling))
      .quantize(Self.matrix().span, shape: shape).dequantized()
    #expect(restored.tensors["a.weight"]?.bytes == expected.withUnsafeBytes { Data($0) })
    #expect(restored.tensors.count == 2)
    #expect(try restored.tensors["norm.weight"] == StoredFile(at: model).tensors["norm.weight"])
    #expect(restored.metadata.isEmpty)
  }

  @Test func theDtypeOfTheSourceComesBack() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let packed = folder.path("packed")
    _ = try CommandRun(["quantize", model, "-o", packed])
    _ = try CommandRun(["dequantize", packed, "-o", folder.path("source"), "--quiet"])
    _ = try CommandRun(
      ["dequantize", packed, "-o", folder.path("wide"), "--dtype", "f32", "--quiet"])
    let (source, wide) = (
      try StoredFile(at: folder.path("source")), try StoredFile(at: folder.path("wide"))
    )
    let name = "layers.1.proj.weight"
    #expect(source.tensors[name]?.dataType == "BF16")
    #expect(wide.tensors[name]?.dataType == "F32")
    let bits = try #require(wide.tensors[name]?.bytes.littleEndianWords)
    let rounded = bits.map { UInt16(truncatingIfNeeded: ($0 + 0x7FFF + ($0 >> 16 & 1)) >> 16) }
    #expect(source.tensors[name]?.bytes == rounded.withUnsafeBytes { Data($0) })
  }

  @Test func plainModelsAndExistingFilesAreRefused() throws {
    let folder = try TemporaryFolder()
    let (model, packed) = (try Self.model(in: folder), folder.path("packed"))
    let plain = try CommandRun(["dequantize", model, "-o", folder.path("x")])
    #expect(plain.status == 2)
    #expect(plain.messages == ["afpq-tui: model.safetensors: no tensor is quantized"])
    _ = try CommandRun(["quantize", model, "-o", packed])
    let existing = try CommandRun(["dequantize", packed, "-o", model])
    #expect(existing.status == 2)
    #expect(existing.messages.count == 1)
    #expect(try CommandRun(["dequantize", packed, "-o", model, "--overwrite"]).status == 0)
  }

  @Test func unreadableLayoutsAreSaidToBe() throws {
    let folder = try TemporaryFolder()
    let packed = folder.path("packed")
    _ = try CommandRun(["quantize", try Self.model(in: folder), "-o", packed])
    var damaged = try Data(contentsOf: URL(filePath: packed))
    let range = try #require(damaged.range(of: Data("two-scale".utf8)))
    damaged.replaceSubrange(range, with: Data("symmetric".utf8))
    let path = try folder.write(damaged, to: "damaged")
    let run = try CommandRun(["list", path])
    #expect(run.status == 0)
    #expect(run.messages.count == 1)
    #expect(run.standardError.hasPrefix("a.weight cannot be dequantized: "))
    #expect(run.standardOutput.contains("afpq, damaged"))
    let restored = try CommandRun(["dequantize", path, "-o", folder.path("x"), "--quiet"])
    #expect(restored.status == 2)
    #expect(!(try folder.names.contains("x")))
  }
}

extension Data {
  fileprivate var littleEndianWords: [UInt32] {
    let bytes = Array(self)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
    }
  }
}
