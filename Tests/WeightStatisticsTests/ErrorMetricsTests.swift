import Testing
import WeightStatistics

@Suite struct ErrorMetricsTests {
  private func metrics(_ pairs: [(Float, Float)]) -> ErrorMetrics {
    var metrics = ErrorMetrics()
    for (weight, restored) in pairs { metrics.add(weight: weight, restored: restored) }
    return metrics
  }

  @Test func figuresFollowTheirDefinitions() throws {
    // Errors ŵ − w are −1, 0, 2, 0.
    let metrics = metrics([(3, 2), (-4, -4), (0, 2), (1, 1)])
    #expect(metrics.meanSquaredError == 5.0 / 4)
    #expect(metrics.normalizedMeanSquaredError == 5.0 / 26)
    let decibels = try #require(metrics.signalToNoiseDecibels)
    // 10·log10(26/5) = 7.1600334363479…
    #expect((decibels - 7.1600334363479).magnitude < 1e-12)
    #expect(metrics.maximumAbsoluteError == 2)
    #expect(metrics.meanError == 1.0 / 4)
    let cosine = try #require(metrics.cosineSimilarity)
    #expect((cosine - 23 / (26.0 * 25).squareRoot()).magnitude < 1e-15)
    #expect(metrics.zeroedFraction == 0)
  }

  @Test func weightsThatBecameZeroAreCounted() {
    #expect(metrics([(0.1, 0), (0, 0), (1, 1), (-0.2, 0)]).zeroedFraction == 0.5)
  }

  @Test func whatHasNoValueIsNil() {
    #expect(metrics([]).meanSquaredError == nil && metrics([]).meanError == nil)
    #expect(metrics([(0, 0)]).normalizedMeanSquaredError == nil)
    #expect(metrics([(0, 0)]).cosineSimilarity == nil)
    #expect(metrics([(2, 2)]).signalToNoiseDecibels == nil)
    #expect(metrics([(2, 2)]).normalizedMeanSquaredError == 0)
  }

  @Test func partsMergeToTheWhole() {
    var left = metrics([(3, 2), (-4, -4)])
    left.merge(metrics([(0, 2), (1, 1)]))
    #expect(left == metrics([(3, 2), (-4, -4), (0, 2), (1, 1)]))
  }
}
