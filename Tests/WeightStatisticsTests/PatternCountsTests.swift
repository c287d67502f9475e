import NumericFormats
import TestSupport
import Testing

@testable import WeightStatistics

/// Counts of patterns against the plain definitions over the same weights.
@Suite struct PatternCountsTests {
  static let narrow = StoredElement.allCases.filter { $0.byteCount <= 2 }

  /// Patterns of all kinds: NaN, infinities, subnormals, both zeros.
  private func bytes(_ element: StoredElement, count: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count * element.byteCount).map { _ in
      UInt8(truncatingIfNeeded: generator.next() >> 17)
    }
  }

  private func counted(_ bytes: [UInt8], _ element: StoredElement) -> ValueCounts {
    var counts = PatternCounts(element)
    counts.add(bytes.span.bytes)
    return counts.values
  }

  private func near(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == right }
    return (left - right).magnitude <= 1e-9 * max(right.magnitude, .leastNormalMagnitude)
  }

  @Test(arguments: narrow)
  func everyWeightIsCountedByItsValue(element: StoredElement) {
    for count in [0, 1, 2, 3, 5, 1001] {
      let bytes = bytes(element, count: count)
      let weights = element.weights(bytes.span.bytes)
      let values = counted(bytes, element)
      let finite = weights.filter(\.isFinite).sorted()
      #expect(values.count == finite.count)
      #expect(values.nanCount == weights.count(where: \.isNaN))
      #expect(values.infinityCount == weights.count(where: \.isInfinite))
      #expect(finite.indices.map { values.value(ofRank: $0) } == finite)
      #expect(
        values.values == values.values.sorted() && Set(values.values).count == values.values.count)
      for index in values.values.indices {
        #expect(values.count(at: index) == finite.count { $0 == values.values[index] })
      }
    }
  }

  @Test(arguments: narrow)
  func figuresAreThoseOfTheWeights(element: StoredElement) {
    let bytes = bytes(element, count: 4000)
    let weights = element.weights(bytes.span.bytes)
    let finite = weights.filter(\.isFinite)
    let values = counted(bytes, element)
    var signs = SignSplit()
    for weight in weights { signs.add(weight) }
    #expect(values.signs.positive.count == signs.positive.count)
    #expect(values.signs.negative.extent == signs.negative.extent)
    #expect(values.signs.zeroCount == signs.zeroCount && values.signs.nanCount == signs.nanCount)
    #expect(values.signs.minimum == signs.minimum && values.signs.maximum == signs.maximum)
    #expect(near(values.signs.positive.meanMagnitude, signs.positive.meanMagnitude))
    let moments = Moments(of: finite.span)
    #expect(values.moments.count == moments.count)
    #expect(near(values.moments.variance, moments.variance))
    #expect(near(values.moments.skewness, moments.skewness))
    #expect(near(values.moments.excessKurtosis, moments.excessKurtosis))
    let (center, distance) = (moments.mean, (moments.standardDeviation ?? 0) / 2)
    #expect(
      values.count(beyond: distance, from: center)
        == finite.count { (Double($0) - center).magnitude > distance })
  }

  @Test(arguments: narrow)
  func everyRangeHasItsExactBins(element: StoredElement) {
    let bytes = bytes(element, count: 3000)
    let weights = element.weights(bytes.span.bytes)
    let values = counted(bytes, element)
    for (lower, upper, bins) in [(-1.0, 1.0, 10), (0.01, 0.37, 7), (-500, -0.001, 64)] {
      var plain = Histogram(lowerBound: lower, upperBound: upper, binCount: bins)
      for weight in weights where weight.isFinite { plain.add(weight) }
      #expect(values.histogram(lowerBound: lower, upperBound: upper, binCount: bins) == plain)
    }
  }

  @Test(arguments: [0, 0.0005, 0.25, 0.5, 0.9995, 1])
  func aQuantileIsTheLeastValueThatTheShareDoesNotExceed(fraction: Double) throws {
    let bytes = bytes(.bfloat16, count: 777)
    let finite = StoredElement.bfloat16.weights(bytes.span.bytes).filter(\.isFinite).sorted()
    let quantile = try #require(counted(bytes, .bfloat16).quantile(fraction))
    let share = { (value: Float) in Double(finite.count { $0 <= value }) / Double(finite.count) }
    #expect(share(quantile) >= fraction)
    #expect(finite.allSatisfy { $0 >= quantile || share($0) < fraction })
    #expect(PatternCounts(.bfloat16).values.quantile(fraction) == nil)
  }

  @Test func magnitudesHaveRanksOfTheirOwn() {
    let bytes = bytes(.float16, count: 500)
    let magnitudes = StoredElement.float16.weights(bytes.span.bytes)
      .filter(\.isFinite).map(\.magnitude).sorted()
    let values = counted(bytes, .float16)
    #expect(magnitudes.indices.map { values.magnitude(ofRank: $0) } == magnitudes)
    for limit in [0, 1e-7, magnitudes[0], magnitudes[250], 0.3, magnitudes[magnitudes.count - 1]] {
      #expect(values.count(ofMagnitudesBelow: limit) == magnitudes.count { $0 < limit })
    }
  }

  @Test func upperHalvesAreTheWeightsTruncated() {
    for count in [0, 1, 3, 4, 5, 1001] {
      let bytes = bytes(.float32, count: count)
      let weights = StoredElement.float32.weights(bytes.span.bytes)
      var counts = PatternCounts(.bfloat16)
      counts.addUpperHalves(of: weights.span)
      let truncated = weights.flatMap { weight in
        [UInt8(weight.bitPattern >> 16 & 0xFF), UInt8(weight.bitPattern >> 24)]
      }
      #expect(counts.values == counted(truncated, .bfloat16))
    }
  }

  @Test(arguments: narrow)
  func partsMergeToTheWhole(element: StoredElement) {
    let bytes = bytes(element, count: 1000)
    let (first, second) = (333 * element.byteCount, 700 * element.byteCount)
    var left = PatternCounts(element)
    left.add(bytes.span.bytes.extracting(0..<first))
    var right = PatternCounts(element)
    right.add(bytes.span.bytes.extracting(first..<second))
    left.merge(right)
    left.add(bytes.span.bytes.extracting(second..<bytes.count))
    #expect(left.values == counted(bytes, element))
    var none = PatternCounts(element)
    none.merge(left)
    none.merge(PatternCounts(element))
    #expect(none.values == left.values)
  }
}
