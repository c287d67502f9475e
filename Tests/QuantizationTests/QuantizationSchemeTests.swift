import NumericFormats
import Quantization
import Testing

@Suite struct QuantizationSchemeTests {
  static let spellings: [(String, String)] = [
    ("int4", "int4:affine:g128:f16"),
    ("int8-sym", "int8:symmetric:g128:f16"),
    ("fp3", "fp3-e2m0:symmetric:g128:f16"),
    ("fp4", "fp4-e2m1:symmetric:g128:f16"),
    ("fp5", "fp5-e2m2:symmetric:g128:f16"),
    ("fp6", "fp6-e3m2:symmetric:g128:f16"),
    ("fp7", "fp7-e3m3:symmetric:g128:f16"),
    ("fp8", "fp8-e4m3:symmetric:g128:f16"),
    ("fp4-e3m0", "fp4-e3m0:symmetric:g128:f16"),
    ("afpq4", "fp4-e2m1:two-scale:g128:f16"),
    ("afpq4-e3m0", "fp4-e3m0:two-scale:g128:f16"),
    ("nf3", "nf3:symmetric:g128:f16"),
    ("nf4", "nf4:symmetric:g128:f16"),
    ("sf4", "sf4:symmetric:g128:f16"),
    ("fp4-bnb", "fp4-bnb:symmetric:g128:f16"),
    ("afpq-nf3", "nf3:two-scale:g128:f16"),
    ("afpq-nf4", "nf4:two-scale:g128:f16"),
    ("fp4-zp", "fp4-e2m1:affine:g128:f16"),
    ("nf4-zp", "nf4:affine:g128:f16"),
    ("mxfp4", "fp4-e2m1:symmetric:g32:e8m0"),
    ("mxfp6-e2m3", "fp6-e2m3:symmetric:g32:e8m0"),
    ("mxfp6-e3m2", "fp6-e3m2:symmetric:g32:e8m0"),
    ("mxfp8-e4m3", "fp8-e4m3:symmetric:g32:e8m0"),
    ("mxfp8-e5m2", "fp8-e5m2:symmetric:g32:e8m0"),
    ("mxint8", "int8:symmetric:g32:e8m0"),
    ("nvfp4", "fp4-e2m1:symmetric:g16:e4m3+tensor"),
    ("amxfp4", "fp4-e2m1:two-scale:g32:e5m2"),
    ("amxfp4:pot", "fp4-e2m1:two-scale:g32:e8m0"),
    ("afpq4:g64:mse", "fp4-e2m1:two-scale:g64:f16:mse"),
    ("afpq4:mse:f32:channel", "fp4-e2m1:two-scale:channel:f32:mse"),
    ("fp4-e2m1:two-scale:tensor", "fp4-e2m1:two-scale:tensor:f16"),
    ("mxfp4:rceil", "fp4-e2m1:symmetric:g32:e8m0:rceil"),
    ("fp4:m2-literal:ties-lower:mse", "fp4-e2m1:symmetric:g128:f16:m2-literal:mse:ties-lower"),
  ]

  static let unreadable: [(String, String)] = [
    ("", "'' is no scheme"), ("int9", "'int9' is no scheme"), ("fp2", "'fp2' is no scheme"),
    ("fp4-e4m3", "'fp4-e4m3' is no scheme"), ("int4:affine", "comes tensor, channel or gN"),
    ("int4:affine:f16", "comes tensor, channel or gN"),
    ("fp4:symmetric:g128", "'fp4' is no element format"),
    ("int4:g0", "'g0' is no granularity"), ("int4:g-1", "'g-1' is no granularity"),
    ("int4:g99999999999999999999", "is no granularity"), ("int4:", "'' is no granularity"),
    ("int4:floor", "'floor' is no granularity"), ("int4:g64:g32", "'g32' repeats"),
    ("afpq4:f16:f32", "'f32' repeats"), ("amxfp4:pot:f16", "contradict"),
    ("mxfp4:ceil:even", "'even' repeats"),
  ]

  static let incompatible: [(String, String, String)] = [
    ("int4:e8m0", "affine", "e8m0"), ("fp4-zp:e4m3+tensor", "affine", "e4m3+tensor"),
    ("fp4:rceil", "rceil", "f16"), ("nf4:e8m0:even", "even", "nf4"), ("int4:m1", "m1", "int4"),
    ("mxfp4:m2", "m2", "e8m0"), ("nvfp4:m1", "m1", "e4m3+tensor"), ("fp4:pot", "pot", "symmetric"),
    ("int4:pot", "pot", "int4"),
  ]

  static let costs: [(String, Double)] = [
    ("int4", 4 + 24.0 / 128), ("int4-sym", 4 + 16.0 / 128), ("fp4", 4 + 16.0 / 128),
    ("afpq4", 4.25), ("afpq4:g64", 4.5), ("mxfp4", 4.25), ("mxfp6-e2m3", 6.25),
    ("mxfp8-e4m3", 8.25),
    ("amxfp4", 4.5), ("nvfp4", 4.5 + 32.0 / 4096 / 128), ("fp4-zp", 4.25), ("fp3", 3.125),
  ]

  @Test(arguments: spellings)
  func spellingIsReadAndPrintedCanonically(text: String, canonical: String) throws {
    let scheme = try QuantizationScheme(parsing: text)
    #expect(scheme.description == canonical)
    #expect(try QuantizationScheme(parsing: canonical) == scheme)
    #expect(try QuantizationScheme(parsing: scheme.shortDescription) == scheme)
  }

  @Test(arguments: unreadable)
  func unreadableTextSaysWhichWord(text: String, reason: String) {
    do throws(SchemeError) {
      let scheme = try QuantizationScheme(parsing: text)
      Issue.record("'\(text)' was read as \(scheme)")
    } catch {
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  @Test(arguments: incompatible)
  func partsThatExcludeEachOtherAreNamed(text: String, part: String, other: String) {
    do throws(SchemeError) {
      let scheme = try QuantizationScheme(parsing: text)
      Issue.record("'\(text)' was read as \(scheme)")
    } catch {
      guard case .incompatible = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.description.contains(part) && error.description.contains(other))
    }
  }

  @Test(arguments: costs)
  func bitsPerWeightCountEveryStoredByte(text: String, expected: Double) throws {
    let scheme = try QuantizationScheme(parsing: text)
    #expect(scheme.bitsPerWeight(for: MatrixShape(rows: 128, columns: 4096)) == expected)
  }

  @Test(arguments: [
    ("fp4:g32:f32", "fp4:g32:f32"), ("afpq4:g128", "afpq4"), ("fp4:g32:e8m0", "mxfp4"),
    ("mxfp4:rceil", "mxfp4:rceil"), ("afpq4:g32:e5m2", "amxfp4"), ("fp4-e2m1", "fp4"),
    ("nvfp4:g32", "nvfp4:g32"),
  ])
  func shortSpellingsNeedTheFewestWords(text: String, short: String) throws {
    #expect(try QuantizationScheme(parsing: text).shortDescription == short)
  }

  @Test func rowsAreStoredInWholeBytes() throws {
    let scheme = try QuantizationScheme(parsing: "fp3:channel")
    // Five codes of three bits take two bytes, and one float16 scale a row comes on top.
    #expect(scheme.storedByteCount(for: MatrixShape(rows: 7, columns: 5)) == 7 * (2 + 2))
    #expect(scheme.bitsPerWeight(for: MatrixShape(rows: 7, columns: 0)) == nil)
  }
}
