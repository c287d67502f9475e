import Checkpoints
import Quantization

/// The matrices that a benchmark works on, all of the same weights.
struct BenchmarkInput: Sendable {
  let shape: MatrixShape
  let scheme: QuantizationScheme
  let weights: [Float]
  /// One entry for each column.
  let vector: [Float]
  let checkpoint: BenchmarkCheckpoint
  let quantizer: Quantizer
  let calibration: TensorCalibration

  /// - Throws: `AnalysisError.quantization` where the scheme contradicts itself.
  init(shape: MatrixShape, scheme: QuantizationScheme) throws(AnalysisError) {
    self.shape = shape
    self.scheme = scheme
    let weights = (0..<shape.count).map { Self.weight($0) }
    self.weights = weights
    vector = (0..<shape.columns).map { 20 * Self.weight(~$0) }
    checkpoint = BenchmarkCheckpoint(weights, shape: shape)
    do throws(SchemeError) {
      quantizer = try Quantizer(scheme)
    } catch {
      throw .quantization(tensor: BenchmarkCheckpoint.modelName, .invalidScheme(error))
    }
    calibration = quantizer.calibration(for: GroupExtents(of: weights.span))
  }

  /// Nearly normally distributed, the negative weights somewhat larger than the positive ones: the
  /// sum of the four quarters of a hash (SplitMix64).
  private static func weight(_ index: Int) -> Float {
    var word = UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    word ^= word >> 31
    let sum = (0..<4).reduce(Int64(0)) { $0 + Int64(word >> (16 * UInt64($1)) & 0xFFFF) }
    let weight = Float(sum - 2 * 0xFFFF) * 1e-6
    return weight < 0 ? 1.5 * weight : weight
  }

  /// The weights under a scheme.
  ///
  /// - Throws: `AnalysisError.quantization` where it contradicts itself or does not apply.
  func quantized(_ scheme: QuantizationScheme) throws(AnalysisError) -> QuantizedTensor {
    let trial = SchemeTrial(scheme)
    do throws(QuantizationError) {
      return try trial.state.get().quantizer.quantize(weights.span, shape: shape)
    } catch {
      throw .quantization(tensor: BenchmarkCheckpoint.modelName, error)
    }
  }

  /// The elements of some rows.
  func elements(of rows: Range<Int>) -> Range<Int> {
    rows.lowerBound * shape.columns..<rows.upperBound * shape.columns
  }

  /// Calls `body` with the rows of every chunk of a plan.
  func inChunks(
    of plan: ChunkPlan, threads: Int,
    _ body: @escaping @Sendable (Range<Int>) throws(AnalysisError) -> Void
  ) async throws(AnalysisError) {
    try await reduceChunks(count: plan.chunkCount, by: Workers(threads), progress: { _ in }) {
      chunk throws(AnalysisError) in
      try body(plan.rows(ofChunk: chunk))
    } merge: { _ in
    }
  }

  /// Calls `body` once on every thread, with its share of the rows.
  func inShares(
    threads: Int, _ body: @escaping @Sendable (Int, Range<Int>) throws(AnalysisError) -> Void
  ) async throws(AnalysisError) {
    try await reduceChunks(count: threads, by: Workers(threads), progress: { _ in }) {
      thread throws(AnalysisError) in
      try body(thread, shape.rows(ofShare: thread, of: threads))
    } merge: { _ in
    }
  }
}

extension MatrixShape {
  /// Equal shares of the rows.
  func rows(ofShare share: Int, of count: Int) -> Range<Int> {
    rows * share / count..<rows * (share + 1) / count
  }
}
