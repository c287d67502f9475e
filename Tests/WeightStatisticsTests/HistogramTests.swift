import TestSupport
import Testing
import WeightStatistics

@Suite struct HistogramTests {
  @Test func everyValueIsCountedOnceInTheBinItsEdgesSay() {
    var generator = SeededGenerator(seed: 11)
    for binCount in [2, 6, 46, 100] {
      var histogram = Histogram(symmetricLimit: 0.3, binCount: binCount)
      let edges = (0...binCount).map(histogram.edge)
      // Edges themselves are the values that division alone would put wrong.
      let values = generator.weights(500, spread: 0.5) + edges.map { Float($0) } + [0, -0.0]
      for value in values { histogram.add(value) }
      for bin in 0..<binCount {
        let isLast = bin == binCount - 1
        let expected = values.count { value in
          let value = Double(value)
          return value >= edges[bin] && (isLast ? value <= edges[bin + 1] : value < edges[bin + 1])
        }
        #expect(histogram.counts[bin] == expected, "bin \(bin) of \(binCount)")
      }
      #expect(histogram.belowCount == values.count { Double($0) < -0.3 })
      #expect(histogram.aboveCount == values.count { Double($0) > 0.3 })
      #expect(histogram.totalCount == values.count)
    }
  }

  /// Ranges down to where several bins share one float32.
  @Test(arguments: [(-0.3, 0.3), (0.0, 1.0), (0.1, 0.100_000_1), (-3e38, 3e38), (1e-40, 3e-40)])
  func manyValuesAtOnceAreCountedLikeOneAfterTheOther(lower: Double, upper: Double) {
    var generator = SeededGenerator(seed: 12)
    for binCount in [1, 2, 10, 46, 1000] {
      var plain = Histogram(lowerBound: lower, upperBound: upper, binCount: binCount)
      let edges = (0...binCount).flatMap { index -> [Float] in
        let edge = Float(plain.edge(index))
        return [edge.nextDown, edge, edge.nextUp]
      }
      let spread = generator.weights(300, spread: 0.6).map {
        Float(lower + (Double($0) + 0.5) * (upper - lower))
      }
      let values = edges + spread + [.nan, .infinity, -.infinity, 0, -0.0]
      var together = plain
      together.add(values.span)
      for value in values { plain.add(value) }
      #expect(together == plain, "\(lower) to \(upper) in \(binCount)")
    }
  }

  @Test(arguments: [[], [.nan, .infinity, -.infinity]] as [[Float]])
  func onlyFiniteValuesAreCountedWhereOthersAreLeftOut(others: [Float]) {
    var generator = SeededGenerator(seed: 13)
    let values = generator.weights(70)
    var plain = Histogram(symmetricLimit: 0.02, binCount: 10)
    var finite = plain
    plain.add(values.span)
    finite.add(finiteOf: (values + others).span)
    #expect(finite == plain && plain.totalCount == 70)
  }

  @Test func theMiddleSplitsTheSigns() {
    var histogram = Histogram(symmetricLimit: 0.1, binCount: 10)
    for value in [-Float.leastNonzeroMagnitude, -1e-8, -0.0, 0, 1e-8] { histogram.add(value) }
    #expect(histogram.counts[4] == 2 && histogram.counts[5] == 3)
    #expect(histogram.edge(5) == 0)
  }

  @Test func notANumberIsNotCountedAndInfinitiesAreBeyondTheEnds() {
    var histogram = Histogram(lowerBound: 0, upperBound: 1, binCount: 3)
    for value in [Float.nan, .infinity, -.infinity] { histogram.add(value) }
    #expect(histogram.totalCount == 2 && histogram.belowCount == 1 && histogram.aboveCount == 1)
  }

  @Test func partsMergeToTheWhole() {
    var generator = SeededGenerator(seed: 5)
    let values = generator.weights(300)
    var whole = Histogram(symmetricLimit: 0.02, binCount: 8)
    var parts = [whole, whole]
    for (index, value) in values.enumerated() {
      whole.add(value)
      parts[index % 2].add(value)
    }
    parts[0].merge(parts[1])
    #expect(parts[0] == whole)
  }
}
