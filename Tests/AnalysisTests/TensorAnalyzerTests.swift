import Checkpoints
import NumericFormats
import Quantization
import TestSupport
import Testing
import WeightStatistics

@testable import Analysis

@Suite struct TensorAnalyzerTests {
  static let spellings = ["int4", "fp4", "afpq4", "nf4", "nvfp4", "afpq4:tensor", "fp4:tensor:mse"]

  /// Several chunks, and rows that do not fill the last one.
  private let shape = [70, 600]

  private func analyzer(_ weights: [Float], threads: Int = 2) -> TensorAnalyzer {
    TensorAnalyzer(
      checkpoint: MemoryCheckpoint(weights, shape: shape), threads: threads, policy: .exclude,
      weightsPerChunk: 9 * 600)
  }

  private func weights(seed: UInt64 = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return generator.weights(shape.reduce(1, *))
  }

  private func schemes(_ spellings: [String]) throws -> [QuantizationScheme] {
    try spellings.map { try QuantizationScheme(parsing: $0) }
  }

  private func metrics(_ result: SchemeResult) throws -> ErrorMetrics {
    try result.outcome.get().metrics
  }

  /// Quantizes the whole tensor at once and sums errors in one plain loop.
  private func meanSquaredError(_ weights: [Float], _ scheme: QuantizationScheme) throws -> Double {
    let restored = try Quantizer(scheme).quantize(weights.span, shape: MatrixShape(shape))
      .dequantized()
    let sum = zip(weights, restored).reduce(0.0) { sum, pair in
      let error = Double(pair.1) - Double(pair.0)
      return sum + error * error
    }
    return sum / Double(weights.count)
  }

  @Test(arguments: spellings)
  func chunksGiveWhatTheWholeTensorGives(spelling: String) async throws {
    let weights = weights()
    let analyzer = self.analyzer(weights)
    let scheme = try QuantizationScheme(parsing: spelling)
    let result = try await analyzer.compare([scheme], on: "w")[0]
    let expected = try meanSquaredError(weights, scheme)
    let measured = try #require(try metrics(result).meanSquaredError)
    #expect((measured - expected).magnitude <= 1e-6 * expected)
    #expect(try metrics(result).count == weights.count)
  }

  @Test func resultsDoNotDependOnTheNumberOfThreads() async throws {
    let weights = weights()
    let schemes = try schemes(Self.spellings)
    let request = ScopeRequest(tensor: "w", extent: .tensor, schemes: schemes)
    let one = try await analyzer(weights, threads: 1).report(request)
    for threads in [2, 3, 8] {
      #expect(try await analyzer(weights, threads: threads).report(request) == one)
    }
  }

  @Test func screenAndCommandLineGetTheSameNumbers() async throws {
    let analyzer = self.analyzer(weights())
    let schemes = try schemes(["afpq4", "int4", "fp4"])
    let compared = try await analyzer.compare(schemes, on: "w")
    let report = try await analyzer.report(
      ScopeRequest(tensor: "w", extent: .tensor, schemes: schemes))
    #expect(report.results == compared)
  }

  @Test func groupReportIsThatOfItsWeightsAlone() async throws {
    let weights = weights()
    let analyzer = self.analyzer(weights)
    let schemes = try schemes(["afpq4:f32", "fp4:f32"])
    let report = try await analyzer.report(
      ScopeRequest(tensor: "w", extent: .group, row: 3, group: 4, schemes: schemes))
    let group = Array(weights[3 * 600 + 512..<4 * 600])
    #expect(report.groupsPerRow == 5 && report.groupColumns == 512..<600)
    #expect(report.signs.finiteCount == 88)
    let alone = try Quantizer(schemes[0]).quantize(
      group.span, shape: MatrixShape(rows: 1, columns: 88))
    #expect(report.grids[0]?.positiveScale == alone.groups[0].positiveScale)
    #expect(report.grids[0]?.negativeScale == alone.groups[0].negativeScale)
    #expect(report.usage.reduce(0) { $0 + $1.count } == 88)
    for usage in report.usage {
      #expect(usage.count == alone.codes.count { $0 == usage.code })
    }
    let errors = report.usage.reduce(0) { $0 + $1.squaredError }
    #expect((errors - (try metrics(report.results[0]).squaredError)).magnitude <= 1e-12 * errors)
  }

  @Test func gridIntervalsSendWeightsToTheirCodes() async throws {
    let weights = weights()
    let analyzer = self.analyzer(weights)
    for scheme in try schemes(["int4", "fp4", "afpq4", "nf4-zp"]) {
      let report = try await analyzer.report(
        ScopeRequest(tensor: "w", extent: .group, schemes: [scheme]))
      let entries = try #require(report.grids[0]).entries
      for weight in weights[..<128] {
        // On a bound itself one rounding decides; inside the intervals there is no doubt.
        let inside = entries.filter { $0.lower < weight && weight <= $0.upper }
        let nearest = entries.min {
          ($0.restored - weight).magnitude < ($1.restored - weight).magnitude
        }
        #expect(inside.count == 1 && inside[0].code == nearest?.code, "\(scheme) \(weight)")
      }
    }
  }

  @Test func placesOutsideTheTensorAreBroughtInside() async throws {
    let analyzer = self.analyzer(weights())
    let report = try await analyzer.report(
      ScopeRequest(
        tensor: "w", extent: .group, row: 9999, group: 99, schemes: try schemes(["fp4"])))
    #expect(report.request.row == 69 && report.request.group == 4)
  }

  @Test func oneGroupTensorsShowTheWholeTensorAsTheirGroup() async throws {
    let analyzer = self.analyzer(weights())
    let report = try await analyzer.report(
      ScopeRequest(tensor: "w", extent: .group, schemes: try schemes(["afpq4:tensor"]))
    )
    #expect(report.signs.finiteCount == 70 * 600 && report.groupsPerRow == 1)
  }

  @Test func missingEmptyAndIntegerTensorsSaySo() async throws {
    let analyzer = TensorAnalyzer(
      checkpoint: MemoryCheckpoint([(name: "none", shape: [0, 4], weights: [])]))
    let request = { (name: String) in
      ScopeRequest(tensor: name, extent: .row, schemes: [])
    }
    await #expect(throws: AnalysisError.emptyTensor(tensor: "none")) {
      try await analyzer.report(request("none"))
    }
    await #expect(
      throws: AnalysisError.checkpoint(.tensorNotFound(name: "other", checkpoint: "memory"))
    ) {
      try await analyzer.report(request("other"))
    }
  }

  @Test func cancelledWorkThrows() async throws {
    let analyzer = self.analyzer(weights())
    let schemes = try schemes(["fp4"])
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await analyzer.compare(schemes, on: "w")
    }
    await #expect(throws: AnalysisError.cancelled) { try await task.value }
  }

  @Test func aSchemeThatDoesNotApplyIsPartOfTheAnswer() async throws {
    let analyzer = self.analyzer(weights())
    var impossible = try QuantizationScheme(parsing: "int4")
    impossible.scaleFormat = .e8m0
    let results = try await analyzer.compare(
      [impossible, try QuantizationScheme(parsing: "fp4")], on: "w")
    #expect(throws: QuantizationError.self) { try results[0].outcome.get() }
    #expect(try metrics(results[1]).count == 70 * 600)
  }
}
