import Testing

@testable import TerminalUI

@Suite struct CountAxisTests {
  @Test(arguments: [
    (14, 4, [5, 10]), (100, 5, [20, 40, 60, 80, 100]), (3, 5, [1, 2, 3]), (1, 1, [1]),
    (999, 2, [500]), (7, 0, []),
  ])
  func linearTicksAreRound(maximum: Int, limit: Int, ticks: [Int]) {
    #expect(CountAxis(maximum: maximum).ticks(limit: limit) == ticks)
  }

  @Test(arguments: [
    (1000, 4, [1, 10, 100, 1000]), (999_999, 3, [1, 100, 10_000]), (5, 5, [1]),
  ])
  func logarithmicTicksArePowersOfTen(maximum: Int, limit: Int, ticks: [Int]) {
    #expect(CountAxis(maximum: maximum, scale: .logarithmic).ticks(limit: limit) == ticks)
  }

  @Test func ticksNeverExceedTheLimitOrTheMaximum() {
    for scale in [CountScale.linear, .logarithmic] {
      for maximum in [1, 2, 9, 10, 11, 127, 4096, 1 << 40, Int.max / 64] {
        for limit in 1...8 {
          let ticks = CountAxis(maximum: maximum, scale: scale).ticks(limit: limit)
          #expect(ticks.count <= limit)
          #expect(ticks.allSatisfy { (1...maximum).contains($0) })
        }
      }
    }
  }

  @Test(arguments: [CountScale.linear, .logarithmic])
  func fractionsGrowFromZeroToOne(scale: CountScale) {
    let axis = CountAxis(maximum: 1000, scale: scale)
    let fractions = (0...1000).map { axis.fraction(of: $0) }
    #expect(fractions.first == 0 && fractions.last == 1)
    #expect(zip(fractions, fractions.dropFirst()).allSatisfy { $0 < $1 })
    #expect(axis.fraction(of: 5000) == 1 && axis.fraction(of: -1) == 0)
  }

  @Test(arguments: [
    (500, "500"), (9_999, "9999"), (20_000, "20k"), (5_000_000, "5M"), (1_000_000_000, "1G"),
    (12_345, "12345"),
  ])
  func labelsAreExact(count: Int, label: String) {
    #expect(CountAxis.label(count) == label)
  }

  @Test func theLogarithmIsExactAtPowersOfTwo() {
    for exponent in 0..<60 {
      #expect(binaryLogarithm(Double(1 << exponent)) == Double(exponent))
    }
    // log2(10), log2(3)
    #expect(abs(binaryLogarithm(10) - 3.321928094887362) < 1e-7)
    #expect(abs(binaryLogarithm(3) - 1.584962500721156) < 1e-7)
  }
}
