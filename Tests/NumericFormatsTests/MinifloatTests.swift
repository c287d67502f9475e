import Foundation
import NumericFormats
import Testing

@Suite struct MinifloatTests {
  /// One row of the reference grids: every code finite, non-negative half.
  private struct Grid: Decodable {
    let bits: Int
    let E: Int
    let M: Int
    let positive: [Double]
  }

  private static func referenceGrids() throws -> [String: Grid] {
    let file = try #require(
      Bundle.module.url(forResource: "grids", withExtension: "json", subdirectory: "Resources"))
    return try JSONDecoder().decode([String: Grid].self, from: Data(contentsOf: file))
  }

  /// Codes of the non-negative half that stand for no number: NaN of E4M3, Inf and NaN of E5M2.
  private static func specialCodes(_ format: Minifloat) -> Set<Int> {
    switch format.name {
    case "e4m3": [0x7F]
    case "e5m2": [0x7C, 0x7D, 0x7E, 0x7F]
    default: []
    }
  }

  @Test(arguments: Minifloat.all)
  func everyBitPatternDecodesToTheReferenceGrid(format: Minifloat) throws {
    let grid = try #require(try Self.referenceGrids()[format.name.uppercased()])
    #expect(grid.bits == format.bitWidth)
    let signBit = 1 << (format.bitWidth - 1)
    for (code, value) in grid.positive.enumerated() {
      let expected = Self.specialCodes(format).contains(code) ? nil : Float(value)
      #expect(format.value(ofCode: UInt8(code)) == expected, "code \(code)")
      let negative = format.value(ofCode: UInt8(code | signBit))
      #expect(negative == expected.map { -$0 }, "code \(code | signBit)")
      if expected != nil { #expect(negative?.sign == .minus) }
    }
  }

  @Test func everySplitFromThreeToEightBitsIsThere() throws {
    let names = try Self.referenceGrids().filter { $0.value.bits >= 3 }.keys
    #expect(Set(Minifloat.all.map { $0.name.uppercased() }) == Set(names))
  }

  @Test(arguments: [(0, 1), (1, 0), (4, 4), (8, 0), (-1, 4), (2, -1)])
  func widthsOutsideThreeToEightBitsAreRefused(exponentBits: Int, mantissaBits: Int) {
    #expect(Minifloat(exponentBits: exponentBits, mantissaBits: mantissaBits) == nil)
  }

  @Test func scalingLawRecommendsThePublishedSplits() {
    let names = (3...8).map { Minifloat.scalingLawOptimum(bitWidth: $0)?.name }
    #expect(names == ["e1m1", "e2m1", "e2m2", "e3m2", "e3m3", "e4m3"])
    #expect(Minifloat.scalingLawOptimum(bitWidth: 9) == nil)
  }

  @Test func bareWidthsMeanTheUsualSplit() {
    let names = (3...8).map { Minifloat.preferred(bitWidth: $0)?.name }
    #expect(names == ["e2m0", "e2m1", "e2m2", "e3m2", "e3m3", "e4m3"])
    #expect(Minifloat.preferred(bitWidth: 2) == nil)
  }
}
