import Analysis
import Quantization
import TestSupport
import Testing
import WeightStatistics

@Suite struct TensorStatisticsTests {
  private func statistics(
    _ weights: [Float], shape: [Int], groups: Granularity
  ) async throws -> TensorStatistics {
    try await TensorAnalyzer(checkpoint: MemoryCheckpoint(weights, shape: shape))
      .statistics(of: "w", groups: groups)
  }

  @Test func asymmetryIsTheMedianOverGroups() async throws {
    // Groups: symmetric 0; one-signed 1; 0.75; all zero, which is left out.
    let weights: [Float] = [2, -2, 3, 1, 4, -1, 0, 0]
    let statistics = try await statistics(weights, shape: [2, 4], groups: .perGroup(size: 2))
    #expect(statistics.asymmetry == 0.75)
    #expect(statistics.oneSignedGroupCount == 1)
    #expect(statistics.signs.minimum == -2 && statistics.signs.maximum == 4)
    let whole = try await self.statistics(weights, shape: [2, 4], groups: .perTensor)
    #expect(whole.asymmetry == 0.5 && whole.oneSignedGroupCount == 0)
  }

  @Test func outliersLieBeyondSixDeviationsFromTheMean() async throws {
    var generator = SeededGenerator(seed: 2)
    var weights = generator.weights(40_000).map { $0 + 1 }
    weights[1000] = 9
    weights[39_999] = -7
    let statistics = try await statistics(weights, shape: [40, 1000], groups: .perChannel)
    let moments = Moments(of: weights.span)
    let limit = 6 * (moments.standardDeviation ?? 0)
    #expect(
      statistics.outlierCount == weights.count { (Double($0) - moments.mean).magnitude > limit })
    #expect(statistics.outlierCount >= 2)
    let deviations = try #require(statistics.maximumDeviations)
    #expect((deviations - 9 / (moments.standardDeviation ?? 1)).magnitude < 1e-6)
  }

  @Test func constantTensorsHaveNoOutliersAndNoShape() async throws {
    let statistics = try await statistics([1, 1, 1, 1], shape: [4], groups: .perChannel)
    #expect(statistics.outlierCount == 0 && statistics.moments.excessKurtosis == nil)
    #expect(statistics.maximumDeviations == nil && statistics.oneSignedGroupCount == 1)
  }
}
