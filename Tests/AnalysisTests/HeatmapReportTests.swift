import Quantization
import TestSupport
import Testing
import WeightStatistics

@testable import Analysis

@Suite struct HeatmapReportTests {
  private let shape = [40, 100]
  private let weights: [Float] = {
    var generator = SeededGenerator(seed: 3)
    return generator.weights(4000)
  }()

  private func analyzer() -> TensorAnalyzer {
    TensorAnalyzer(
      checkpoint: MemoryCheckpoint(weights, shape: shape), threads: 2, policy: .exclude,
      weightsPerChunk: 700)
  }

  private func report(_ measure: HeatmapMeasure, size: Int = 32) async throws -> HeatmapReport {
    try await analyzer().heatmap(
      HeatmapRequest(tensor: "w", granularity: .perGroup(size: size), measure: measure))
  }

  /// The same group asked for alone.
  private func group(
    _ row: Int, _ group: Int, _ schemes: [QuantizationScheme]
  ) async throws -> ScopeReport {
    try await analyzer().report(
      ScopeRequest(
        tensor: "w", extent: .group, row: row, group: group, schemes: schemes))
  }

  static let places = [(0, 0), (3, 3), (17, 1), (39, 2), (39, 3)]

  @Test(arguments: places) func errorsAreThoseOfTheGroupAlone(
    _ row: Int, _ group: Int
  ) async throws {
    let schemes = try ["afpq4:g32", "fp4:g32"].map { try QuantizationScheme(parsing: $0) }
    let alone = try await self.group(row, group, schemes)
    let metrics = try alone.results.map { try $0.outcome.get().metrics }
    let errors = try await report(.normalizedError(schemes[0]))
    #expect(
      errors.value(row: row, group: group)
        == metrics[0].normalizedMeanSquaredError.map { Float($0) })
    let gains = try await report(.gain(schemes[0], over: schemes[1]))
    let decibels = metrics.compactMap(\.signalToNoiseDecibels)
    try #require(decibels.count == 2)
    #expect(gains.value(row: row, group: group) == Float(decibels[0] - decibels[1]))
  }

  @Test(arguments: places) func shapesAreThoseOfTheGroupAlone(
    _ row: Int, _ group: Int
  ) async throws {
    let alone = try await self.group(row, group, [try QuantizationScheme(parsing: "fp4:g32")])
    let asymmetry = try await report(.asymmetry)
    #expect(asymmetry.value(row: row, group: group) == alone.signs.asymmetry.map { Float($0) })
    let maximum = try await report(.absoluteMaximum)
    #expect(
      maximum.value(row: row, group: group)
        == max(alone.signs.positive.extent, alone.signs.negative.extent))
  }

  @Test func groupsAreRankedByTheirValues() async throws {
    let report = try await report(.kurtosis)
    #expect(report.highest.count == 160)
    let values = report.highest.compactMap { report.value(row: $0 / 4, group: $0 % 4) }
    #expect(values == values.sorted(by: >))
    let bounds = try #require(report.bounds)
    #expect(values.count { bounds.contains($0) } >= 156)
  }

  @Test func aBlockHasTheHighestOfItsGroups() async throws {
    let report = try await report(.absoluteMaximum)
    let expected = (4..<9).flatMap { row in (1..<3).compactMap { report.value(row: row, group: $0) }
    }
    #expect(report.highest(rows: 4..<9, groups: 1..<3) == expected.max())
  }

  @Test func aGroupOfZerosHasNoAsymmetry() async throws {
    let analyzer = TensorAnalyzer(
      checkpoint: MemoryCheckpoint([0, 0, 1, -1], shape: [2, 2]), threads: 1)
    let report = try await analyzer.heatmap(
      HeatmapRequest(tensor: "w", granularity: .perChannel, measure: .asymmetry))
    #expect(report.value(row: 0, group: 0) == nil)
    #expect(report.value(row: 1, group: 0) == 0)
    #expect(report.highest == [1])
  }
}
