import TestSupport
import Testing
import WeightStatistics

@Suite struct MagnitudeCountsTests {
  private func truncated(_ weight: Float) -> Float {
    Float(bitPattern: weight.magnitude.bitPattern & 0xFFFF_0000)
  }

  /// Few weights near some magnitude among many, all of them near one, and what is no number.
  @Test(arguments: [Float(0.05), 0x1p-132, 0])
  func ranksNearAMagnitudeAreThoseOfTheSortedWeights(spread: Float) {
    var generator = SeededGenerator(seed: 7)
    for count in [1, 15, 16, 17, 700] {
      let weights = generator.weights(count, spread: spread)
      let near = Array(Set([weights[0], weights[count / 2], weights[count - 1]].map(truncated)))
      var counts = MagnitudeCounts(near: near)
      let others: [Float] = [.nan, .infinity, -.infinity]
      counts.add((weights + others).span)
      for magnitude in near {
        let sorted = weights.map(\.magnitude).filter { truncated($0) == magnitude }.sorted()
        #expect(
          sorted.indices.map { counts.magnitude(ofRank: $0, near: magnitude) } == sorted)
      }
    }
  }

  @Test func partsMergeToTheWhole() {
    let weights: [Float] = [0.5, -0.5, 0.500_01, 0.500_02, -0.500_02]
    var (left, right) = (MagnitudeCounts(near: [0.5]), MagnitudeCounts(near: [0.5]))
    left.add(weights.span.extracting(0..<2))
    right.add(weights.span.extracting(2..<5))
    left.merge(right)
    let magnitudes = (0..<5).map { left.magnitude(ofRank: $0, near: 0.5) }
    #expect(magnitudes == [0.5, 0.5, 0.500_01, 0.500_02, 0.500_02])
  }
}
