import Quantization
import Testing

@testable import Explorer

@Suite struct ComparisonSchemesTests {
  static let cases: [(String, [String])] = [
    ("afpq4:g64", ["afpq4:g64", "int4:g64", "fp4:g64"]),
    ("int4", ["int4", "fp4", "afpq4"]),
    ("int4-sym", ["int4-sym", "int4", "fp4", "afpq4"]),
    ("fp5-e3m1", ["fp5-e3m1", "int5", "afpq5-e3m1"]),
    ("nf4", ["nf4", "int4", "fp4", "afpq4"]),
    ("nf3:mse", ["nf3:mse", "int3:mse", "fp3:mse", "afpq3:mse"]),
    ("mxfp4:rceil", ["mxfp4:rceil", "int4:g32", "fp4:g32", "afpq4:g32"]),
    ("nvfp4", ["nvfp4", "int4:g16", "fp4:g16", "afpq4:g16"]),
    ("int2", ["int2"]),
    ("int2-sym", ["int2-sym", "int2"]),
  ]

  @Test(arguments: cases) func rivalsHaveTheSameBitsAndGroups(_ name: String, _ rivals: [String])
    throws
  {
    let scheme = try QuantizationScheme(parsing: name)
    let expected = try rivals.map { try QuantizationScheme(parsing: $0) }
    #expect(comparisonSchemes(for: scheme) == expected)
  }
}
