import Foundation
import NumericFormats
import Quantization
import TestSupport
import Testing

/// Small vectors of other encodings, computed from their definitions apart from this code.
@Suite struct GoldenVectorTests {
  private struct Golden: Decodable {
    struct Microscaling: Decodable { let e8m0: UInt32, packed_low_first: String }
    struct TwoLevel: Decodable {
      let weight_scale_2: String, weight_scale_e4m3: [String], packed: String
    }
    struct Compressed: Decodable {
      let weight_global_scale: String, weight_scale_e4m3: [String], weight_packed: String
    }
    struct TwoScale: Decodable {
      let scale_pos: String, scale_neg: String, scale_pos_f16: String, scale_neg_f16: String
      let idx: [Int], mse: Double
    }
    struct OneScale: Decodable { let scale: String, mse: Double }
    struct Blockwise: Decodable { let absmax: String, packed_high_first: String }
    let mxfp4_floor: Microscaling, mxfp4_ceil: Microscaling
    let mxfp4_even: Microscaling, mxfp4_rceil: Microscaling
    let nvfp4_modelopt: TwoLevel
    let afpq_fp4_asym_g16: TwoScale, afpq_fp4_sym_g16: OneScale
    let bnb_nf4_64: Blockwise, bnb_fp4_64: Blockwise
    let nvfp4_compressed_tensors: Compressed
    let ggml_mxfp4: String
  }

  private let golden: Golden
  /// x[i] = (((37·i + 11) mod 101) − 50)/64.
  private let input: [Float] = (0..<64).map { Float(($0 * 37 + 11) % 101 - 50) / 64 }

  init() throws {
    let file = try #require(
      Bundle.module.url(forResource: "golden", withExtension: "json", subdirectory: "Resources"))
    golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  }

  private func quantize(_ weights: [Float], _ scheme: String) throws -> QuantizedTensor {
    try Quantizer(QuantizationScheme(parsing: scheme))
      .quantize(weights.span, shape: MatrixShape(rows: 1, columns: weights.count))
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func packed(_ codes: [UInt8], lowFirst: Bool) -> String {
    hexadecimal(
      stride(from: 0, to: codes.count, by: 2).map { index in
        let (first, second) = (codes[index], codes[index + 1])
        return lowFirst ? first | second << 4 : first << 4 | second
      })
  }

  private func float(_ bits: String) throws -> Float {
    Float(bitPattern: try #require(UInt32(bits.dropFirst(2), radix: 16)))
  }

  @Test func mxfp4TakesItsSharedExponentByEveryRule() throws {
    let cases = [
      ("mxfp4", golden.mxfp4_floor), ("mxfp4:ceil", golden.mxfp4_ceil),
      ("mxfp4:even", golden.mxfp4_even), ("mxfp4:rceil", golden.mxfp4_rceil),
    ]
    for (scheme, expected) in cases {
      let quantized = try quantize(Array(input[..<32]), scheme)
      #expect(ScaleFormat.e8m0.bitPattern(of: quantized.groups[0].positiveScale) == expected.e8m0)
      #expect(packed(quantized.codes, lowFirst: true) == expected.packed_low_first, "\(scheme)")
    }
  }

  @Test func nvfp4HasTwoLevelsOfScales() throws {
    var weights = Array(input[..<32])
    for index in 16..<32 { weights[index] /= 16 }
    let quantized = try quantize(weights, "nvfp4")
    #expect(quantized.tensorScale == (try float(golden.nvfp4_modelopt.weight_scale_2)))
    let scales = quantized.groups.map {
      "0x" + String(ScaleFormat.e4m3.bitPattern(of: $0.positiveScale), radix: 16).uppercased()
    }
    #expect(scales == golden.nvfp4_modelopt.weight_scale_e4m3)
    let canonical = withoutNegativeZeros(golden.nvfp4_modelopt.packed)
    #expect(packed(quantized.codes, lowFirst: true) == canonical)
  }

  @Test func afpqHasTwoScales() throws {
    let expected = golden.afpq_fp4_asym_g16
    let weights = Array(input[..<16])
    let quantized = try quantize(weights, "afpq4:f32:ties-lower")
    #expect(quantized.groups[0].positiveScale == (try float(expected.scale_pos)))
    #expect(quantized.groups[0].negativeScale == (try float(expected.scale_neg)))
    // Their table lists the zero twice, at 7 and 8.
    let codebook = ElementFormat.minifloat(.e2m1).codebook()
    let indices = quantized.codes.map { code in
      let rank = codebook.codes.firstIndex(of: code) ?? -1
      return rank <= codebook.zeroRank ? rank : rank + 1
    }
    #expect(indices == expected.idx)
    #expect((try meanSquaredError(quantized, weights) - expected.mse).magnitude < 1e-9)
    let halves = try quantize(weights, "afpq4").groups[0]
    let format = ScaleFormat.float16
    #expect(
      format.bitPattern(of: halves.positiveScale)
        == UInt32(expected.scale_pos_f16.dropFirst(2), radix: 16))
    #expect(
      format.bitPattern(of: halves.negativeScale)
        == UInt32(expected.scale_neg_f16.dropFirst(2), radix: 16))
  }

  @Test func symmetricFloatingPointHasOne() throws {
    let expected = golden.afpq_fp4_sym_g16
    let weights = Array(input[..<16])
    let quantized = try quantize(weights, "fp4:f32:ties-lower")
    #expect(quantized.groups == [GroupParameters(scale: try float(expected.scale))])
    #expect((try meanSquaredError(quantized, weights) - expected.mse).magnitude < 1e-9)
  }

  private func meanSquaredError(_ quantized: QuantizedTensor, _ weights: [Float]) throws -> Double {
    let errors = zip(quantized.dequantized(), weights).map { Double($0) - Double($1) }
    return errors.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
  }

  @Test func bitsandbytesTablesGiveItsCodes() throws {
    let tables = [("nf4:g64:f32", golden.bnb_nf4_64), ("fp4-bnb:g64:f32", golden.bnb_fp4_64)]
    for (scheme, expected) in tables {
      let quantized = try quantize(input, scheme)
      // Its tables reach to 1; the named FP4 grid to 12.
      let reach = try Quantizer(quantized.scheme).codebook.maximum
      #expect(quantized.groups == [GroupParameters(scale: try float(expected.absmax) / reach)])
      #expect(packed(quantized.codes, lowFirst: false) == expected.packed_high_first, "\(scheme)")
    }
  }

  /// compressed-tensors stores the reciprocal of the tensor scale, and the same codes.
  @Test func nvfp4OfCompressedTensorsHasTheSameBytes() throws {
    var weights = Array(input[..<32])
    for index in 16..<32 { weights[index] /= 16 }
    let expected = golden.nvfp4_compressed_tensors
    let parts = PackingLayout.compressedTensors.bytes(of: try quantize(weights, "nvfp4"))
    #expect(withoutNegativeZeros(expected.weight_packed) == hexadecimal(parts[0]))
    #expect(
      hexadecimal(parts[1])
        == expected.weight_scale_e4m3.map { $0.dropFirst(2) }.joined().lowercased())
    let global = parts[2].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    #expect(Float(bitPattern: global) == (try float(expected.weight_global_scale)))
  }

  /// ggml keeps the halves of a block in the two halves of its bytes, and sends ties to the smaller
  /// magnitude; everywhere else its codes are ours.
  @Test func ggmlsMXFP4DiffersOnlyAtTies() throws {
    let bytes = stride(from: 0, to: golden.ggml_mxfp4.count, by: 2).map { offset in
      let start = golden.ggml_mxfp4.index(golden.ggml_mxfp4.startIndex, offsetBy: offset)
      return UInt8(golden.ggml_mxfp4[start...].prefix(2), radix: 16) ?? 0
    }
    let weights = Array(input[..<32])
    let quantized = try quantize(weights, "mxfp4")
    let scale = quantized.groups[0].positiveScale
    #expect(bytes[0] == 124 && scale == 0x1p-3)
    let codebook = ElementFormat.minifloat(.e2m1).codebook()
    let midpoints = zip(codebook.values, codebook.values.dropFirst()).map { ($0 + $1) / 2 }
    for (index, weight) in weights.enumerated() {
      let byte = bytes[1 + index % 16]
      let code = index < 16 ? byte & 15 : byte >> 4
      if midpoints.contains(weight / scale) { continue }
      #expect(codebook.valuesByCode[Int(code)] * scale == quantized.dequantized()[index])
    }
  }

  /// Our codes write every zero as +0; producers keep the sign of what became zero.
  private func withoutNegativeZeros(_ packed: String) -> String {
    String(packed.map { $0 == "8" ? "0" : $0 })
  }
}
