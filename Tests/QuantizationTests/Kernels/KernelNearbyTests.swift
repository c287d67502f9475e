import CQuantKernels
import Testing

@testable import Quantization

@Suite struct KernelNearbyTests {
  static let kinds: [(String, qk_nearby)] = [
    ("fp4", QK_NEARBY_ONE), ("fp3", QK_NEARBY_ONE), ("fp4-e1m2", QK_NEARBY_ONE),
    ("int4-sym", QK_NEARBY_ONE), ("int5-sym", QK_NEARBY_ONE), ("nf3", QK_NEARBY_TWO),
    ("nf4", QK_NEARBY_TWO), ("sf4", QK_NEARBY_TWO), ("fp4-bnb", QK_NEARBY_TWO),
    ("nf4-zp", QK_NEARBY_TWO), ("fp4-zp", QK_NEARBY_TWO), ("fp4-e3m0", QK_NEARBY_UNKNOWN),
    ("int8-sym", QK_NEARBY_UNKNOWN),
  ]

  @Test(arguments: kinds)
  func everyQuotientIsNearestToAValueOfItsCell(spelling: String, kind: qk_nearby) throws {
    let scheme = try QuantizationScheme(parsing: spelling + ":g128")
    let codebook = try Quantizer(scheme).codebook
    let bySign = scheme.scaling != .affine
    let nearby = KernelNearby(codebook.values, zeroRank: codebook.zeroRank, bySign: bySign)
    #expect(nearby.kind == kind)
    guard kind != QK_NEARBY_UNKNOWN else { return }
    for place in stride(from: -40.0, through: 40, by: 1.0 / 64) {
      let isNegative = bySign && place < 0
      let perUnit = Double(isNegative ? nearby.perUnit.1 : nearby.perUnit.0)
      let quotient = place / perUnit
      let nearest = codebook.values.map { abs(Double($0) - quotient) }.min() ?? 0
      // Where two values share a cell a quotient may be off.
      for nudge: Double in kind == QK_NEARBY_ONE ? [0] : [-0.007, 0, 0.007] {
        let coordinate = (isNegative ? -place : place) + Double(nearby.origin) + nudge
        let cell = Int(min(max(coordinate, 0), 31)) + (isNegative ? 64 : 0)
        let sign: Double = isNegative ? -1 : 1
        let distances = [cell, cell + 32].map { abs(sign * Double(nearby.values[$0]) - quotient) }
        #expect(distances.min() == nearest, "quotient \(quotient)")
      }
    }
  }
}
