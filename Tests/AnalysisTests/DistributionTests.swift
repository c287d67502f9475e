import NumericFormats
import Quantization
import TestSupport
import Testing
import WeightStatistics

@testable import Analysis

@Suite struct DistributionTests {
  private let shape = [70, 600]
  private let weights: [Float]

  init() {
    var generator = SeededGenerator(seed: 5)
    weights = generator.weights(70 * 600)
  }

  private func analyzer(_ weights: [Float], threads: Int = 2) -> TensorAnalyzer {
    TensorAnalyzer(
      checkpoint: MemoryCheckpoint(weights, shape: shape), threads: threads, policy: .exclude,
      weightsPerChunk: 9 * 600)
  }

  /// The magnitude that a share of the values does not exceed, from the sorted values.
  private func limit(_ values: [Float], _ share: Double) -> Double {
    let sorted = values.map(\.magnitude).sorted()
    let needed = Int((share * Double(values.count)).rounded(.up))
    return Double(sorted[needed - 1])
  }

  @Test(arguments: AxisReach.allCases)
  func axesReachAsFarAsSortedMagnitudesSay(reach: AxisReach) async throws {
    let expected: [AxisReach: Double] = [
      .all: limit(weights, 1), .central999: limit(weights, 0.999),
      .central99: limit(weights, 0.99),
    ]
    let report = try await analyzer(weights).distribution(
      DistributionRequest(tensor: "w", extent: .tensor, reach: reach, binCount: 10))
    #expect(report.reach != .automatic)
    #expect(report.fullLimit == expected[report.reach])
    let row = Array(weights[3 * 600..<4 * 600])
    let ofRow = try await analyzer(weights).distribution(
      DistributionRequest(tensor: "w", extent: .row, row: 3, reach: .central99, binCount: 10))
    #expect(ofRow.fullLimit == limit(row, 0.99))
  }

  @Test func anOutlierDoesNotFlattenTheRest() async throws {
    var weights = weights
    weights[5] = 1000
    let report = try await analyzer(weights).distribution(
      DistributionRequest(tensor: "w", extent: .tensor, binCount: 10))
    let histogram = try #require(report.weights)
    #expect(report.reach == .central999)
    #expect(histogram.upperBound == limit(weights, 0.999))
    #expect(histogram.totalCount == weights.count)
    #expect(histogram.aboveCount == weights.count { Double($0) > histogram.upperBound })
    #expect(histogram.belowCount == weights.count { Double($0) < histogram.lowerBound })
  }

  @Test func aGroupIsShownWhole() async throws {
    let report = try await analyzer(weights).distribution(
      DistributionRequest(
        tensor: "w", extent: .group, row: 3, group: 4, granularity: .perGroup(size: 128),
        reach: .central999, binCount: 20))
    let group = Array(weights[3 * 600 + 512..<4 * 600])
    #expect(report.count == 88 && report.weights?.totalCount == 88)
    #expect(report.fullLimit == Double(group.map(\.magnitude).max() ?? 0))
    #expect(report.weights?.aboveCount == 0)
  }

  @Test(arguments: [0, 1, 3, 20]) func zoomedBinsAreCountedFromTheWeights(halvings: Int)
    async throws
  {
    let report = try await analyzer(weights).distribution(
      DistributionRequest(
        tensor: "w", extent: .tensor, reach: .all, halvings: halvings, binCount: 16))
    var expected = Histogram(
      symmetricLimit: limit(weights, 1) / Double(1 << halvings), binCount: 16)
    for weight in weights { expected.add(weight) }
    #expect(report.weights == expected)
  }

  @Test(arguments: ["afpq4:g128", "nvfp4", "int4:tensor"])
  func restoredWeightsAreThoseOfTheQuantizer(spelling: String) async throws {
    let scheme = try QuantizationScheme(parsing: spelling)
    let report = try await analyzer(weights).distribution(
      DistributionRequest(
        tensor: "w", extent: .tensor, reach: .central999, binCount: 40, schemes: [scheme]))
    var expected = Histogram(symmetricLimit: limit(weights, 0.999), binCount: 40)
    let restored = try Quantizer(scheme).quantize(weights.span, shape: MatrixShape(shape))
    for weight in restored.dequantized() { expected.add(weight) }
    #expect(report.restored == [expected])
  }

  @Test func theOutermostRestoredWeightsStayOnTheAxis() async throws {
    // Sixths of these extents are no float16 numbers, and some are rounded up.
    let weights = (0..<70 * 600).map { index in
      let magnitude = 1 + Float(index / 128 % 7) / 4096
      return index.isMultiple(of: 2) ? magnitude : -magnitude
    }
    let scheme = try QuantizationScheme(parsing: "fp4:f16")
    let report = try await analyzer(weights).distribution(
      DistributionRequest(
        tensor: "w", extent: .tensor, reach: .all, binCount: 8, schemes: [scheme]))
    let restored = try #require(report.restored[0])
    #expect(restored.belowCount == 0 && restored.aboveCount == 0)
    #expect(restored.totalCount == weights.count)
  }

  @Test func aSchemeThatDoesNotApplyHasNoDistribution() async throws {
    var impossible = try QuantizationScheme(parsing: "int4")
    impossible.scaleFormat = .e8m0
    let possible = try QuantizationScheme(parsing: "fp4")
    for extent in ScopeExtent.allCases {
      let report = try await analyzer(weights).distribution(
        DistributionRequest(
          tensor: "w", extent: extent, binCount: 8, schemes: [impossible, possible]))
      #expect(report.restored[0] == nil && report.restored[1] != nil)
      #expect(report.weights != nil)
    }
  }

  @Test func countsDoNotDependOnTheNumberOfThreads() async throws {
    let scheme = try QuantizationScheme(parsing: "afpq4:g64")
    let request = DistributionRequest(
      tensor: "w", extent: .tensor, halvings: 1, binCount: 30, schemes: [scheme])
    let one = try await analyzer(weights, threads: 1).distribution(request)
    for threads in [2, 3, 8] {
      #expect(try await analyzer(weights, threads: threads).distribution(request) == one)
    }
  }

  @Test func nonFiniteWeightsAreLeftOutAndZerosHaveNoAxis() async throws {
    var weights = weights
    (weights[0], weights[1], weights[2]) = (.nan, .infinity, -.infinity)
    let report = try await analyzer(weights).distribution(
      DistributionRequest(tensor: "w", extent: .tensor, binCount: 8))
    #expect(report.count == weights.count - 3)
    #expect(report.weights?.totalCount == weights.count - 3)
    let zeros = try await analyzer(Array(repeating: 0, count: weights.count)).distribution(
      DistributionRequest(tensor: "w", extent: .tensor, binCount: 8))
    #expect(zeros.weights == nil && zeros.count == weights.count)
    var nearlyZeros = [Float](repeating: 0, count: weights.count)
    nearlyZeros[7] = -3
    let sparse = try await analyzer(nearlyZeros).distribution(
      DistributionRequest(tensor: "w", extent: .tensor, reach: .central99, binCount: 8))
    #expect(sparse.reach == .all && sparse.fullLimit == 3)
  }
}
