import Analysis
import Quantization
import Testing
import WeightStatistics

@Suite struct NonFinitePolicyTests {
  private let weights: [Float] = [1, -2, .nan, 4, .infinity, -0.5, -.infinity, 0.25]
  private let finite: [Float] = [1, -2, 4, -0.5, 0.25]

  private func result(_ policy: NonFinitePolicy, _ weights: [Float]) async throws -> SchemeResult {
    let analyzer = TensorAnalyzer(
      checkpoint: MemoryCheckpoint(weights, shape: [1, weights.count]), policy: policy)
    return try await analyzer.compare([QuantizationScheme(parsing: "afpq4")], on: "w")[0]
  }

  @Test func refusalNamesTheFirstPlaceAndTheCount() async throws {
    let result = try await result(.refuse, weights)
    #expect(throws: QuantizationError.nonFinite(firstIndex: 2, count: 3)) {
      try result.outcome.get()
    }
  }

  @Test func exclusionLeavesTheMetricsOfTheFiniteWeights() async throws {
    let excluded = try await result(.exclude, weights).outcome.get()
    let alone = try await result(.exclude, finite).outcome.get()
    #expect(excluded.metrics == alone.metrics)
  }

  @Test func sanitizingMakesWeightsOfThem() async throws {
    let sanitized = try await result(.sanitize, weights).outcome.get()
    let replaced = try await result(.refuse, [1, -2, 0, 4, 4, -0.5, -4, 0.25]).outcome.get()
    #expect(sanitized.metrics == replaced.metrics)
  }

  /// The largest magnitude of a group depends on the scheme's own groups, not on its neighbours in
  /// the list.
  @Test func sanitizingGoesByTheGroupsOfEachScheme() async throws {
    let weights: [Float] = [.infinity, 1, 8, -2]
    let analyzer = TensorAnalyzer(
      checkpoint: MemoryCheckpoint(weights, shape: [1, 4]), policy: .sanitize)
    let schemes = try ["fp4:channel", "int4:g2"].map { try QuantizationScheme(parsing: $0) }
    let forward = try await analyzer.compare(schemes, on: "w")
    let backward = try await analyzer.compare(schemes.reversed(), on: "w")
    #expect(forward == backward.reversed())
    // The row becomes 8 1 8 −2 for the channel, 1 1 8 −2 for groups of two.
    #expect(try forward[0].outcome.get().metrics.squaredWeight == 133)
    #expect(try forward[1].outcome.get().metrics.squaredWeight == 70)
  }

  /// Scales that the finite weights of the whole tensor call for hold no infinite ones.
  @Test(arguments: [
    "nvfp4", "mxfp4", "int4:f32", "fp4-zp:f32", "afpq4:mse", "fp4:m2", "afpq4:tensor",
    "int8:channel", "nvfp4:mse",
  ])
  func noSchemeQuantizesThem(spelling: String) async throws {
    let scheme = try QuantizationScheme(parsing: spelling)
    var weights = (0..<8192).map { Float($0 % 61 - 30) * 1e-3 }
    let finite = weights
    (weights[5], weights[6000]) = (.infinity, -.infinity)
    let shape = MatrixShape(rows: 8, columns: 1024)
    for policy in [NonFinitePolicy.refuse, .exclude, .sanitize] {
      // With groups that the sums of the weights are taken along with, and with others.
      for neighbour in ["int4:g128", "int4:channel"] {
        let analyzer = TensorAnalyzer(
          checkpoint: MemoryCheckpoint(weights, shape: [8, 1024]), policy: policy)
        let schemes = [scheme, try QuantizationScheme(parsing: neighbour)]
        let results = try await analyzer.compare(schemes, on: "w")
        let refusal = QuantizationError.nonFinite(firstIndex: 5, count: 2)
        for result in results {
          switch result.outcome {
          case .success(let report):
            #expect(policy != .refuse && report.metrics.squaredError.isFinite)
          case .failure(let error): #expect(policy == .refuse && error == refusal)
          }
        }
      }
    }
    let quantizer = try Quantizer(scheme)
    let calibration = quantizer.calibration(for: GroupExtents(of: finite.span))
    let refusal = QuantizationError.nonFinite(firstIndex: 5, count: 2)
    #expect(throws: refusal) {
      try quantizer.quantize(weights.span, shape: shape, calibration: calibration)
    }
    #expect(throws: refusal) {
      try quantizer.pack(weights.span, shape: shape, calibration: calibration)
    }
    #expect(throws: refusal) {
      try quantizer.errors(of: weights.span, shape: shape, calibration: calibration)
    }
  }

  @Test func scopeReportsCountThem() async throws {
    let analyzer = TensorAnalyzer(checkpoint: MemoryCheckpoint(weights, shape: [1, 8]))
    let scheme = try QuantizationScheme(parsing: "fp4")
    let report = try await analyzer.report(
      ScopeRequest(tensor: "w", extent: .group, schemes: [scheme]))
    #expect(report.signs.nanCount == 1 && report.signs.infinityCount == 2)
    #expect(report.usage.reduce(0) { $0 + $1.count } == 5)
  }
}
