import Checkpoints
import Quantization
import WeightStatistics

/// What one pass over a tensor, or a part of one, counts for a list of schemes.
struct TensorPass: Sendable {
  var parts: [Result<SchemePart, QuantizationError>]
  let schemes: [QuantizationScheme]

  /// Whether weights that the policy refuses were among them; `fail(_:)` then says which.
  private(set) var sawNonFinite = false

  init(_ trials: [SchemeTrial]) {
    schemes = trials.map(\.scheme)
    parts = trials.map { trial in trial.state.map { _ in SchemePart() } }
  }

  /// Counts rows that were read.
  ///
  /// - Parameters:
  ///   - columns: which part of every row is counted.
  ///   - countedSchemes: of how many schemes, from the first on, the codes are counted.
  mutating func count(
    _ rows: WeightRows, _ trials: [SchemeTrial], columns: Range<Int>, countedSchemes: Int
  ) {
    for (index, trial) in trials.enumerated() {
      do throws(QuantizationError) {
        let counts = index < countedSchemes
        parts[index] = .success(try part(trial, of: rows, columns: columns, countsUsage: counts))
      } catch {
        parts[index] = .failure(error)
      }
    }
  }

  /// A pass over whole rows of finite weights, by the loops that read each of them once.
  ///
  /// - Parameter count: the loops over the rows; `nil` where a weight is not finite.
  /// - Returns: `nil` where a weight is not finite.
  static func finite(
    _ trials: [SchemeTrial], shape: MatrixShape, _ count: (ErrorPass) -> [ErrorSums]?
  ) -> TensorPass? {
    var pass = TensorPass(trials)
    let prepared = trials.compactMap { try? $0.state.get() }
    let errors = count(ErrorPass(prepared.map { ($0.quantizer, $0.calibration) }, shape: shape))
    guard var rest = errors?[...] else { return nil }
    for index in pass.parts.indices {
      guard case .success = pass.parts[index], let sums = rest.popFirst() else { continue }
      pass.parts[index] = .success(SchemePart(sums))
    }
    return pass
  }

  private func part(
    _ trial: SchemeTrial, of rows: WeightRows, columns: Range<Int>, countsUsage: Bool
  ) throws(QuantizationError) -> SchemePart {
    let weights = rows.weights(trial.scheme.granularity)
    let countsAll = rows.countsAll && columns == 0..<rows.shape.columns
    if countsAll, !countsUsage {
      let prepared = try trial.state.get()
      return SchemePart(
        try prepared.quantizer.errors(
          of: weights.span, shape: rows.shape, calibration: prepared.calibration))
    }
    let quantized = try trial.quantize(weights, shape: rows.shape)
    return SchemePart(
      quantized, of: weights, in: rows, columns: columns, countsUsage: countsUsage)
  }

  /// A pass that stopped at weights which are not finite.
  static func refused(_ trials: [SchemeTrial]) -> TensorPass {
    var pass = TensorPass(trials)
    pass.sawNonFinite = true
    return pass
  }

  /// Gives every scheme the same outcome, unless it did not apply in the first place.
  mutating func fail(_ error: QuantizationError) {
    for index in parts.indices where (try? parts[index].get()) != nil {
      parts[index] = .failure(error)
    }
  }

  mutating func merge(_ other: TensorPass) {
    sawNonFinite = sawNonFinite || other.sawNonFinite
    for index in parts.indices {
      guard case .success(var part) = parts[index] else { continue }
      switch other.parts[index] {
      case .success(let more):
        part.merge(more)
        parts[index] = .success(part)
      case .failure(let error):
        parts[index] = .failure(error)
      }
    }
  }

  /// Adds a part of the only scheme.
  mutating func merge(_ part: SchemePart) {
    guard case .success(var total) = parts[0] else { return }
    total.merge(part)
    parts[0] = .success(total)
  }

  /// One result per scheme.
  ///
  /// - Parameter shape: the whole tensor, whose stored bytes are counted.
  func results(_ shape: MatrixShape) -> [SchemeResult] {
    zip(schemes, parts).map { scheme, part in
      SchemeResult(
        scheme: scheme,
        outcome: part.map {
          SchemeErrorReport(
            metrics: $0.metrics, bitsPerWeight: scheme.bitsPerWeight(for: shape) ?? 0,
            clampedScaleCount: $0.clampedScaleCount)
        })
    }
  }
}

extension TensorAnalyzer {
  /// One pass over the whole tensor for all schemes.
  func run(
    _ trials: [SchemeTrial], on tensor: TensorDescriptor, countedSchemes: Int = 0,
    progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) -> TensorPass {
    let plan = plan(of: tensor)
    let empty = TensorPass(trials)
    var total = empty
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      let range = plan.rows(ofChunk: chunk)
      if countedSchemes == 0 {
        if let part = try finitePass(trials, over: range, of: tensor) { return part }
        if policy == .refuse { return TensorPass.refused(trials) }
      }
      var part = empty
      let rows = try weightRows(range, of: tensor)
      part.count(rows, trials, columns: 0..<plan.shape.columns, countedSchemes: countedSchemes)
      return part
    } merge: {
      total.merge($0)
    }
    return total
  }

  /// What rows count whose weights are all finite, without keeping a code; `nil` where some are
  /// not, and the policy has to be asked.
  private func finitePass(
    _ trials: [SchemeTrial], over rows: Range<Int>, of tensor: TensorDescriptor
  ) throws(AnalysisError) -> TensorPass? {
    let shape = MatrixShape(rows: rows.count, columns: MatrixShape(tensor.shape).columns)
    return try withStoredRows(rows, of: tensor) { bytes, element in
      TensorPass.finite(trials, shape: shape) { $0.errors(of: bytes, as: element) }
    }
  }
}
