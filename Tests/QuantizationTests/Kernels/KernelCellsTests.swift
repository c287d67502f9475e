import NumericFormats
import Testing

@testable import Quantization

@Suite struct KernelCellsTests {
  static let spellings = [
    "fp4", "fp4-e1m2", "afpq4-e3m0", "fp3", "fp4-bnb", "nf3", "nf4", "sf4", "int2-sym", "int4-sym",
  ]

  /// A quotient that is off by less than the slack still finds its rank.
  @Test(arguments: spellings)
  func everyQuotientIsAFewStepsAboveTheRankOfItsCell(spelling: String) throws {
    let scheme = try QuantizationScheme(parsing: spelling + ":g128")
    let codebook = try Quantizer(scheme).codebook
    let thresholds = codebook.thresholds.map(Double.init)
    let end = Double(max(codebook.maximum, -codebook.minimum))
    let cells = KernelCells(thresholds: thresholds, end: end)
    #expect((1...2).contains(cells.steps))
    for place in stride(from: -64.0, through: 64, by: 1.0 / 256) {
      let quotient = place / Double(cells.perUnit)
      let rank = thresholds.count { $0 < quotient }
      for nudge in [-1.0 / 256, 0, 1.0 / 256] {
        let cell = Int(max(-31, min(31, place + nudge)).rounded(.toNearestOrEven))
        let least = Int(cells.ranks[cell & 63])
        #expect((least...least + cells.steps).contains(rank), "cell \(cell)")
      }
    }
  }

  @Test(arguments: [3, 7, 15])
  func codesOfAZeroPointAreOneStepAway(largestCode: Int) {
    #expect(KernelCells(largestCode: largestCode).steps == 1)
  }
}
