import Checkpoints
import NumericFormats
import Quantization
import TestSupport
import Testing
import WeightStatistics

@testable import Analysis

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

  @Test func channelsAreOutliersFromThreeTimesTheRootMeanSquareOn() async throws {
    // 16 columns: one of 4, one of 2, the others 0.5. The mean square is (16 + 4 + 3.5) / 16.
    let row: [Float] = [4, 2] + Array(repeating: 0.5, count: 14)
    let weights = (0..<5).flatMap { $0.isMultiple(of: 2) ? row : row.map { 0 - $0 } }
    let matrix = try await statistics(weights, shape: [5, 16], groups: .perChannel)
    #expect(matrix.outlierChannelCount == 1)
    let vector = try await statistics(row, shape: [16], groups: .perChannel)
    #expect(vector.outlierChannelCount == 0)
    let zeros = Array(repeating: Float(0), count: 32)
    #expect(
      try await statistics(zeros, shape: [2, 16], groups: .perChannel).outlierChannelCount == 0)
  }

  /// Large enough for the loops over stored weights, several chunks, and rows that share none.
  @Test(arguments: [1, 2, 3])
  func largeTensorsFollowTheDefinitions(threads: Int) async throws {
    var generator = SeededGenerator(seed: 9)
    var weights = generator.weights(300 * 1000, spread: 0.02)
    for index in stride(from: 17, to: weights.count, by: 997) { weights[index] *= 9 }
    weights[123_456] = .nan
    let analyzer = TensorAnalyzer(
      checkpoint: MemoryCheckpoint(weights, shape: [300, 1000]), threads: threads,
      policy: .exclude, weightsPerChunk: 20_000)
    let statistics = try await analyzer.statistics(of: "w", groups: .perGroup(size: 128))
    let finite = weights.filter(\.isFinite)
    let moments = Moments(of: finite.span)
    let deviation = try #require(moments.standardDeviation)
    #expect(statistics.signs.nanCount == 1 && statistics.moments.count == finite.count)
    let found = try #require(statistics.moments.standardDeviation)
    #expect((found / deviation - 1).magnitude < 1e-8)
    let kurtosis = try #require(moments.excessKurtosis)
    let foundKurtosis = try #require(statistics.moments.excessKurtosis)
    #expect((foundKurtosis / kurtosis - 1).magnitude < 1e-6)
    #expect(
      statistics.outlierCount
        == finite.count { (Double($0) - moments.mean).magnitude > 6 * deviation })
    #expect(statistics.asymmetry == medianAsymmetry(weights, columns: 1000))
    let single = try await TensorAnalyzer(
      checkpoint: MemoryCheckpoint(weights, shape: [300, 1000]), threads: 1, policy: .exclude,
      weightsPerChunk: 20_000
    ).statistics(of: "w", groups: .perGroup(size: 128))
    #expect(statistics == single)
  }

  private func medianAsymmetry(_ weights: [Float], columns: Int) -> Double? {
    let starts = stride(from: 0, to: weights.count, by: columns).flatMap { row in
      stride(from: row, to: row + columns, by: 128).map { ($0, min($0 + 128, row + columns)) }
    }
    let values = starts.compactMap { start, end in
      SignSplit(of: weights[start..<end].span).asymmetry
    }.sorted()
    let middle = values.count / 2
    return values.count.isMultiple(of: 2)
      ? (values[middle - 1] + values[middle]) / 2 : values[middle]
  }

  @Test func patternsOfATensorAreCountedInChunks() async throws {
    let checkpoint = DemonstrationCheckpoint()
    let name = "model.layers.0.self_attn.q_proj.weight"
    let analyzer = TensorAnalyzer(
      checkpoint: checkpoint, threads: 2, policy: .exclude, weightsPerChunk: 9_000)
    let counts = try #require(try await analyzer.patternCounts(of: name)).values
    let tensor = try #require(checkpoint.tensors.first { $0.name == name })
    var whole = PatternCounts(.bfloat16)
    try checkpoint.withBytes(of: tensor) { whole.add($0) }
    #expect(counts == whole.values && counts.count == tensor.count)
    let plain = TensorAnalyzer(checkpoint: MemoryCheckpoint([1, 2], shape: [2]))
    let isCounted = try await plain.patternCounts(of: "w") != nil
    #expect(!isCounted)
  }
}
