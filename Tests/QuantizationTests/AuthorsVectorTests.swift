import Foundation
import NumericFormats
import Quantization
import TestSupport
import Testing

/// Outputs of the AFPQ authors' own quantizers, run with float32 scales.
@Suite struct AuthorsVectorTests {
  static let formats = ["int2", "int3", "int4", "int8", "fp3", "fp4", "nf3", "nf4"]
  static let granularities = ["gchannel": "channel", "g128": "g128", "g64": "g64", "g32": "g32"]

  let vectors: VectorFile

  init() throws {
    let file = try #require(
      Bundle.module.url(
        forResource: "afpq-authors", withExtension: "safetensors", subdirectory: "Resources"))
    vectors = try VectorFile(contentsOf: file)
  }

  /// The scheme that the authors' `format` and `sides` mean.
  private func scheme(_ format: String, _ sides: String, _ granularity: String) -> String {
    let isInteger = format.hasPrefix("int")
    let element = ["fp3": "fp3-e2m0", "fp4": "fp4-e2m1"][format] ?? format
    let scaling = sides == "sym" ? "symmetric" : isInteger ? "affine" : "two-scale"
    return "\(element):\(scaling):\(granularity):f32:ties-lower"
  }

  @Test(arguments: ["real", "synthetic"], formats)
  func everyOutputIsEqualBitForBit(input: String, format: String) throws {
    let weights = try #require(vectors["\(input).weight"])
    for sides in ["sym", "asym"] {
      for (suffix, granularity) in Self.granularities {
        let name = "\(input).\(format)-\(sides).\(suffix)"
        let expected = try #require(vectors["\(name).dequantized"], "\(name)")
        let restored = try restore(weights, scheme(format, sides, granularity))
        let different = zip(restored, expected.values).count { $0 != $1 }
        #expect(different == 0, "\(name): \(different) of \(restored.count) weights differ")
      }
    }
  }

  private func restore(_ weights: VectorFile.Tensor, _ text: String) throws -> [Float] {
    let scheme = try QuantizationScheme(parsing: text)
    var quantizer = try Quantizer(scheme)
    if case .table(let table) = scheme.element {
      // The authors keep their NormalFloat tables in float16.
      let halved = table.valuesByCode.map { Float(Float16($0)) }
      quantizer = try Quantizer(scheme, codebook: Codebook(table: halved, ties: scheme.ties))
    }
    let shape = MatrixShape(weights.shape)
    return try quantizer.quantize(weights.values.span, shape: shape).dequantized()
  }
}
