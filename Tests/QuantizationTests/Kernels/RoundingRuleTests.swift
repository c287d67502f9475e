import NumericFormats
import Testing

@testable import Quantization

@Suite struct RoundingRuleTests {
  /// Formats without a mantissa break ties by their exponent's parity, which rounding does not.
  @Test(arguments: Minifloat.all)
  func aMinifloatIsRoundedIfItHasAMantissa(_ format: Minifloat) {
    let rule = RoundingRule(ElementFormat.minifloat(format).codebook())
    #expect((rule != nil) == (format.mantissaBits > 0), "\(format.name)")
  }

  @Test(arguments: 2...8)
  func integersAreRounded(bits: Int) {
    #expect(RoundingRule(ElementFormat.integer(bits: bits).codebook()) != nil)
    #expect(RoundingRule(ElementFormat.integer(bits: bits).signSymmetricCodebook()) != nil)
  }

  @Test func otherTiesAndTablesAreNotRounded() {
    let lower = ElementFormat.minifloat(.e2m1).codebook(ties: .toLower)
    #expect(RoundingRule(lower) == nil)
    let table = Codebook(table: [-1, -0.7, -0.3, 0, 0.2, 0.4, 0.7, 1])
    #expect(RoundingRule(table) == nil)
  }
}
