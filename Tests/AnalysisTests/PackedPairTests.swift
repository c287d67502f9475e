import Checkpoints
import Quantization
import TestSupport
import Testing
import WeightStatistics

@testable import Analysis

@Suite struct PackedPairTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func model(_ contents: [(String, [Int])], seed: UInt64 = 1) -> MemoryCheckpoint {
    var random = SeededGenerator(seed: seed)
    return MemoryCheckpoint(
      contents.map { (name: $0, shape: $1, weights: random.weights($1.reduce(1, *))) })
  }

  private func packed(_ source: MemoryCheckpoint, _ spelling: String) async throws
    -> any Checkpoint
  {
    let scheme = try QuantizationScheme(parsing: spelling)
    let plan = try QuantizationPlan(
      source, selection: TensorSelection(), layout: .rows, scheme: { _ in scheme })
    _ = try await CheckpointQuantizer(TensorAnalyzer(checkpoint: source), version: "test")
      .write(plan, to: folder.path("packed"), overwrite: false)
    return try openModel(at: folder.path("packed"))
  }

  @Test(arguments: ["afpq4:g32", "int4:tensor", "nvfp4", "fp3:bf16:mse"])
  func errorsAreThoseOfComparing(spelling: String) async throws {
    let source = model([("a.weight", [300, 1000]), ("norm.weight", [2, 2])])
    let packed = try await packed(source, spelling)
    let pairs = try PackedPair.pairs(of: source, packedAs: packed, selection: TensorSelection())
    #expect(pairs.map(\.source.name) == ["a.weight"])
    let analyzer = TensorAnalyzer(checkpoint: source, policy: .refuse)
    let report = try await analyzer.errors(of: pairs[0], in: packed)
    let scheme = try QuantizationScheme(parsing: spelling)
    let compared = try await analyzer.compare([scheme], on: "a.weight")[0].outcome.get()
    // The restored weights are the same; their errors are added in float64.
    let (verified, expected) = (report.metrics, compared.metrics)
    #expect(verified.count == expected.count && verified.zeroedCount == expected.zeroedCount)
    let largest = expected.maximumAbsoluteError
    #expect((verified.maximumAbsoluteError - largest).magnitude <= 1e-6 * largest)
    let squared = expected.squaredError
    #expect((verified.squaredError - squared).magnitude <= 1e-6 * squared)
    #expect((verified.product - expected.product).magnitude <= 1e-6 * expected.squaredWeight)
    let size = (squared * Double(expected.count)).squareRoot()
    #expect((verified.errorSum - expected.errorSum).magnitude <= 1e-6 * size)
    #expect(report.bitsPerWeight == compared.bitsPerWeight)
  }

  @Test func tensorsMustBeInBothModels() async throws {
    let packed = try await packed(model([("a.weight", [4, 32]), ("b.weight", [4, 32])]), "int4")
    let rule = TensorSelection()
    #expect(
      throws: AnalysisError.checkpoint(.tensorNotFound(name: "b.weight", checkpoint: "memory"))
    ) {
      try PackedPair.pairs(of: model([("a.weight", [4, 32])]), packedAs: packed, selection: rule)
    }
    let wider = model([("a.weight", [4, 32]), ("b.weight", [4, 32]), ("c.weight", [4, 32])])
    #expect(
      throws: AnalysisError.checkpoint(.tensorNotFound(name: "c.weight", checkpoint: "packed"))
    ) {
      try PackedPair.pairs(of: wider, packedAs: packed, selection: rule)
    }
    let only = TensorSelection(excluded: [GlobPattern("[bc].*")])
    #expect(try PackedPair.pairs(of: wider, packedAs: packed, selection: only).count == 1)
  }

  @Test func whatQuantizationLeavesAloneMayBeMissing() async throws {
    let packed = try await packed(model([("a.weight", [4, 32])]), "int4")
    let source = model([("a.weight", [4, 32]), ("bias", [4]), ("embed.weight", [4, 32])])
    let pairs = try PackedPair.pairs(of: source, packedAs: packed, selection: TensorSelection())
    #expect(pairs.count == 1)
  }

  @Test func shapesMustAgree() async throws {
    let packed = try await packed(model([("a.weight", [4, 32])]), "int4")
    #expect(
      throws: AnalysisError.shapesDiffer(tensor: "a.weight", source: [8, 16], packed: [4, 32])
    ) {
      try PackedPair.pairs(
        of: model([("a.weight", [8, 16])]), packedAs: packed, selection: TensorSelection())
    }
  }
}
