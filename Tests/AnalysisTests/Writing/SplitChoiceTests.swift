import NumericFormats
import Quantization
import TestSupport
import Testing
import WeightStatistics

@testable import Analysis

struct SplitChoiceTests {
  private func scheme(_ text: String) throws -> QuantizationScheme {
    try QuantizationScheme(parsing: text)
  }

  private func result(_ scheme: String, error: Float) throws -> SchemeResult {
    var metrics = ErrorMetrics()
    metrics.add(weight: 1, restored: 1 + error)
    return SchemeResult(
      scheme: try self.scheme(scheme),
      outcome: .success(
        SchemeErrorReport(metrics: metrics, bitsPerWeight: 4, clampedScaleCount: 0)))
  }

  @Test func splitsBeginWithTheUsualOne() throws {
    let names = try scheme("afpq4-e3m0:g32").splits.map(\.description)
    #expect(
      names == ["e2m1", "e0m3", "e1m2", "e3m0"].map { "fp4-\($0):two-scale:g32:f16" })
  }

  @Test(arguments: 3...8)
  func everyWidthHasAllItsSplits(bits: Int) throws {
    let splits = try scheme("fp\(bits)").splits
    #expect(splits.count == bits)
    #expect(Set(splits).count == bits)
    #expect(splits.allSatisfy { $0.bitWidth == bits })
  }

  @Test(arguments: ["int4", "nf4", "fp4-bnb"])
  func otherElementsHaveNone(name: String) throws {
    #expect(try scheme(name).splits.isEmpty)
  }

  @Test func theLeastErrorWins() throws {
    let results = [
      try result("fp4", error: 0.5), try result("fp4-e1m2", error: 0.25),
      try result("fp4-e3m0", error: 1),
    ]
    #expect(try results.leastError() == scheme("fp4-e1m2"))
  }

  @Test func tiesGoToTheFirst() throws {
    let results = [
      try result("fp4", error: 0.5), try result("fp4-e1m2", error: 0.5),
      try result("fp4-e3m0", error: 0.5),
    ]
    #expect(try results.leastError() == scheme("fp4"))
  }

  @Test func theReasonIsGivenWhereNoneApplies() throws {
    let failure = QuantizationError.nonFinite(firstIndex: 3, count: 1)
    let results = [SchemeResult(scheme: try scheme("fp4"), outcome: .failure(failure))]
    #expect(throws: failure) { try results.leastError() }
  }

  /// Uniform weights want evenly spaced values, weights over many octaves want exponents.
  @Test func theDistributionDecides() async throws {
    var random = SeededGenerator(seed: 5)
    let uniform = (0..<4096).map { _ in Float.random(in: -1...1, using: &random) }
    let octaves = (0..<4096).map { _ in
      Float(sign: .plus, exponent: -Int.random(in: 0...6, using: &random), significand: 1)
    }
    for (weights, expected) in [(uniform, "e0m3"), (octaves, "e3m0")] {
      let analyzer = TensorAnalyzer(checkpoint: MemoryCheckpoint(weights, shape: [32, 128]))
      let chosen = try await analyzer.leastErrorSplit(of: scheme("fp4:f32"), on: "w")
      #expect(chosen == (try scheme("fp4-\(expected):f32")))
      let results = try await analyzer.compare(scheme("fp4:f32").splits, on: "w")
      let errors = results.compactMap { try? $0.outcome.get().metrics.squaredError }
      let least = results.first { $0.scheme == chosen }
      #expect(try least?.outcome.get().metrics.squaredError == errors.min())
    }
  }

  @Test func onlySplitsThatTheLayoutHoldsAreTried() async throws {
    var random = SeededGenerator(seed: 5)
    let uniform = (0..<4096).map { _ in Float.random(in: -1...1, using: &random) }
    let checkpoint = MemoryCheckpoint([(name: "a.weight", shape: [32, 128], weights: uniform)])
    let chosen = try await TensorAnalyzer(checkpoint: checkpoint)
      .leastErrorSplit(of: scheme("fp4"), on: "a.weight", layout: .gptq)
    #expect(chosen == (try scheme("fp4")))
  }
}
