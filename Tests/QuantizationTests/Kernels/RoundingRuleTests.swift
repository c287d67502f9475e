import NumericFormats
import Testing

@testable import Quantization

@Suite struct RoundingRuleTests {
  @Test(arguments: Minifloat.all, [TieBreaking.toEven, .toLower])
  func everyMinifloatIsRounded(_ format: Minifloat, ties: TieBreaking) {
    let rule = RoundingRule(ElementFormat.minifloat(format).codebook(ties: ties))
    let hasParity = format.mantissaBits > 0 || format.exponentBits == 0
    let expected: RoundingRule.Ties =
      ties == .toLower ? .lower : hasParity ? .even : .oddExponent
    #expect(rule?.ties == expected, "\(format.name)")
  }

  @Test(arguments: 2...8)
  func integersAreRounded(bits: Int) {
    #expect(RoundingRule(ElementFormat.integer(bits: bits).codebook()) != nil)
    #expect(RoundingRule(ElementFormat.integer(bits: bits).signSymmetricCodebook()) != nil)
  }

  @Test func tablesAreNotRounded() {
    let irregular = Codebook(table: [-1, -0.7, -0.3, 0, 0.2, 0.4, 0.7, 1])
    #expect(RoundingRule(irregular) == nil)
    // One value of an integer is missing, or lies beyond what the kernels count in.
    #expect(RoundingRule(Codebook(table: [-3, -2, -1, 0, 1, 3])) == nil)
    #expect(RoundingRule(Codebook(table: [-0x1p-120, 0, 0x1p-120])) == nil)
    #expect(RoundingRule(Codebook(table: [-0x1p120, 0, 0x1p120])) == nil)
  }
}
