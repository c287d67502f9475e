import NumericFormats
import Testing

@Suite struct ScaleFormatTests {
  static let narrow = ScaleFormat.allCases.filter { $0.bitWidth <= 16 }

  /// Positive values of every bit pattern, ascending.
  private func positiveValues(_ format: ScaleFormat) -> [Float] {
    (UInt32(0)..<1 << UInt32(format.bitWidth)).compactMap(format.value(ofBitPattern:))
      .filter { $0 > 0 }.sorted()
  }

  @Test(arguments: narrow)
  func everyBitPatternReadsBackItself(format: ScaleFormat) {
    for pattern in UInt32(0)..<1 << UInt32(format.bitWidth) {
      guard let value = format.value(ofBitPattern: pattern) else { continue }
      #expect(format.bitPattern(of: value) == pattern)
      guard value > 0 else { continue }
      let rounded = format.rounded(value)
      #expect(rounded.value == value && !rounded.isClamped, "pattern \(pattern)")
    }
  }

  @Test(arguments: narrow)
  func rangeIsThatOfTheBitPatterns(format: ScaleFormat) {
    let values = positiveValues(format)
    #expect(values.first == format.leastPositiveMagnitude)
    #expect(values.last == format.greatestFiniteMagnitude)
  }

  /// Between two neighbours the nearer one is taken, at the middle the one with the even pattern;
  /// E8M0 always takes the lower one.
  @Test(arguments: narrow)
  func valuesBetweenNeighboursGoToTheNearest(format: ScaleFormat) {
    let values = positiveValues(format)
    for (lower, upper) in zip(values, values.dropFirst()) {
      let middle = Float((Double(lower) + Double(upper)) / 2)
      guard Double(middle) * 2 == Double(lower) + Double(upper) else { continue }
      let even = format.bitPattern(of: lower).isMultiple(of: 2) ? lower : upper
      #expect(format.rounded(middle).value == (format == .e8m0 ? lower : even))
      #expect(format.rounded(middle.nextDown).value == lower)
      #expect(format.rounded(middle.nextUp).value == (format == .e8m0 ? lower : upper))
    }
  }

  @Test(arguments: narrow)
  func whatWouldVanishTakesTheSmallestValueAndSaysSo(format: ScaleFormat) {
    let least = format.leastPositiveMagnitude
    for scale in [Float.leastNonzeroMagnitude, least / 4] where scale < least / 2 && scale > 0 {
      #expect(format.rounded(scale) == ScaleFormat.Rounded(least, isClamped: true))
    }
  }

  @Test(arguments: [
    (ScaleFormat.float16, Float(65519), false), (.float16, 65520, true), (.e4m3, 464, false),
    (.e4m3, 465, true), (.e5m2, 61439, false), (.e5m2, 61440, true),
    (.bfloat16, .greatestFiniteMagnitude, true),
    (.e8m0, .greatestFiniteMagnitude, false),
  ])
  func whatIsTooLargeTakesTheLargestValue(format: ScaleFormat, scale: Float, isClamped: Bool) {
    let rounded = format.rounded(scale)
    #expect(rounded.value == format.greatestFiniteMagnitude)
    #expect(rounded.isClamped == isClamped)
  }

  @Test func float16AgreesWithTheLanguageOnEveryOddPattern() {
    for high in stride(from: UInt32(0x3300_0001), through: 0x477F_E000, by: 0x0000_1357) {
      let scale = Float(bitPattern: high)
      #expect(ScaleFormat.float16.rounded(scale).value == Float(Float16(scale)), "\(scale)")
    }
  }

  /// The E4M3 vectors of the OCP FP8 specification's rounding.
  @Test(arguments: [
    (Float(0x1p-9), UInt32(0x01)), (0x1.8p-9, 0x02), (0x1p-6, 0x08), (1, 0x38), (1.0625, 0x38),
    (1.1875, 0x3A), (240, 0x77), (248, 0x78), (250, 0x78), (432, 0x7E), (440, 0x7E), (464, 0x7E),
    (500, 0x7E),
  ])
  func e4m3RoundsHalfToEvenAndSaturates(scale: Float, pattern: UInt32) {
    let format = ScaleFormat.e4m3
    #expect(format.bitPattern(of: format.rounded(scale).value) == pattern)
  }

  @Test func offsetsKeepTheirSignAndMayVanish() {
    #expect(ScaleFormat.float16.roundedOffset(-1.5) == ScaleFormat.Rounded(-1.5))
    #expect(ScaleFormat.float16.roundedOffset(-1e-9).value == 0)
    #expect(ScaleFormat.e4m3.roundedOffset(-1000) == ScaleFormat.Rounded(-448, isClamped: true))
  }
}
