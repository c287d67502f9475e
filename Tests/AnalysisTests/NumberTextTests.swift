import Analysis
import Testing

@Suite struct NumberTextTests {
  static let scientific: [(Double?, String)] = [
    (2.4512e-5, "2.45e-05"), (0, "0"), (nil, "–"), (1, "1.00e+00"), (-3.06e-9, "-3.06e-09"),
  ]
  static let fixed: [(Double, Int, String)] = [
    (4.1875, 3, "4.188"), (0, 2, "0.00"), (0.004, 2, "4.00e-03"), (-0.001, 2, "-1.00e-03"),
    (19.5849, 2, "19.58"),
  ]
  static let weights: [(Float, String)] = [
    (-0.19564, "-0.1956"), (0.0012138, "0.001214"), (3.052e-6, "3.052e-06"), (0, "0"), (-0.0, "0"),
    (1, "1.000"), (1234.4, "1234"), (.infinity, "∞"), (.nan, "NaN"), (1e6, "1.000e+06"),
  ]
  static let counts: [(Int, String, String)] = [
    (0, "0", "0"), (999, "999", "999"), (1000, "1,000", "1.00 K"),
    (22_713_216, "22,713,216", "22.7 M"),
    (999_600, "999,600", "1.00 M"), (1_234_567_890, "1,234,567,890", "1.23 G"),
  ]

  @Test(arguments: scientific)
  func magnitudesAreWrittenWithThreeDigits(value: Double?, text: String) {
    #expect(NumberText.scientific(value) == text)
  }

  @Test(arguments: fixed)
  func whatIsNotZeroNeverReadsAsZero(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: weights)
  func weightsHaveFourDigits(value: Float, text: String) {
    #expect(NumberText.weight(value) == text)
  }

  @Test(arguments: counts)
  func countsAreWrittenInFullAndShort(value: Int, full: String, short: String) {
    #expect(NumberText.count(value) == full)
    #expect(NumberText.shortCount(value) == short)
  }

  @Test func sharesNeverReadAsNothing() {
    #expect(NumberText.percent(0.125) == "12.5 %" && NumberText.percent(1) == "100 %")
    #expect(NumberText.percent(0.0001) == "< 0.1 %" && NumberText.percent(0) == "0.0 %")
  }

  @Test func sizesHaveDecimalUnits() {
    #expect(NumberText.byteCount(90_868_376) == "90.9 MB")
    #expect(NumberText.byteCount(12) == "12 B")
  }
}
