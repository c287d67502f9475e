import TestSupport
import Testing

@testable import Analysis

@Suite struct OutlierSearchTests {
  /// Two outliers in 40 rows of 50 small weights.
  private static let places = [123, 1801]

  private func analyzer(outliers: [Int]) -> TensorAnalyzer {
    var generator = SeededGenerator(seed: 5)
    var weights = (0..<2000).map { _ in Float.random(in: -0.1...0.1, using: &generator) }
    for place in outliers { weights[place] = place.isMultiple(of: 2) ? 5 : -5 }
    weights[7] = .nan
    return TensorAnalyzer(checkpoint: MemoryCheckpoint(weights, shape: [40, 50]), threads: 2)
  }

  static let starts = [
    (-1, 123), (0, 123), (122, 123), (123, 1801), (1800, 1801), (1801, 123), (1999, 123),
  ]

  @Test(arguments: starts) func findsTheNextOneAndBeginsAgain(
    _ start: Int, _ expected: Int
  ) async throws {
    let found = try await analyzer(outliers: Self.places).nextOutlier(
      OutlierRequest(tensor: "w", position: start))
    #expect(found == expected)
  }

  @Test func theOnlyOneIsFoundFromItself() async throws {
    let found = try await analyzer(outliers: [123]).nextOutlier(
      OutlierRequest(tensor: "w", position: 123))
    #expect(found == 123)
  }

  @Test func withoutOutliersThereIsNone() async throws {
    let found = try await analyzer(outliers: []).nextOutlier(
      OutlierRequest(tensor: "w", position: 0))
    #expect(found == nil)
  }
}
