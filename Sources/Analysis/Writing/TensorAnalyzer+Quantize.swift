import Checkpoints
import Quantization

extension TensorAnalyzer {
  /// The contents of the arrays that a layout makes of a whole tensor, with its cost and error.
  ///
  /// - Throws: `AnalysisError.quantization` where the scheme does not apply.
  func contents(
    of tensor: TensorDescriptor, _ scheme: QuantizationScheme, _ layout: PackingLayout,
    progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) -> ([[UInt8]], SchemeResult) {
    switch layout {
    case .rows:
      let (parts, result) = try await inChunks(of: tensor, scheme, progress: progress) {
        trial, rows throws(AnalysisError) in
        if let part = try packFinite(rows, of: tensor, trial) { return part }
        let (quantized, part) = try quantize(rows, of: tensor, trial)
        return (quantized.packed(), part)
      }
      guard let packed = PackedTensor(joining: parts) else {
        throw .emptyTensor(tensor: tensor.name)
      }
      return (packed.parts, result)
    case .gptq, .compressedTensors:
      let (parts, result) = try await inChunks(of: tensor, scheme, progress: progress) {
        trial, rows throws(AnalysisError) in
        try quantize(rows, of: tensor, trial)
      }
      guard let quantized = QuantizedTensor(joining: parts) else {
        throw .emptyTensor(tensor: tensor.name)
      }
      return (layout.bytes(of: quantized), result)
    }
  }

  /// Rows of a tensor that `body` quantizes, in their order, with the cost and error of all.
  private func inChunks<Part: Sendable>(
    of tensor: TensorDescriptor, _ scheme: QuantizationScheme,
    progress: @Sendable (Double) -> Void,
    _ body:
      @escaping @Sendable (SchemeTrial, Range<Int>) throws(AnalysisError) -> (
        Part, SchemePart
      )
  ) async throws(AnalysisError) -> ([Part], SchemeResult) {
    let trial = try await prepare([scheme], on: tensor)[0]
    let plan = plan(of: tensor)
    var parts: [Part] = []
    var total = TensorPass([trial])
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      try body(trial, plan.rows(ofChunk: chunk))
    } merge: { quantized, part in
      parts.append(quantized)
      total.merge(part)
    }
    return (parts, total.results(plan.shape)[0])
  }

  private func quantize(
    _ rows: Range<Int>, of tensor: TensorDescriptor, _ trial: SchemeTrial
  ) throws(AnalysisError) -> (QuantizedTensor, SchemePart) {
    let read = try weightRows(rows, of: tensor)
    let weights = read.weights(trial.scheme.granularity)
    do throws(QuantizationError) {
      let quantized = try trial.quantize(weights, shape: read.shape)
      let part = SchemePart(
        quantized, of: weights, in: read, columns: 0..<read.shape.columns, countsUsage: false)
      return (quantized, part)
    } catch {
      throw .quantization(tensor: tensor.name, error)
    }
  }

  /// The same by the loops that keep no codes, for rows whose weights are all finite.
  ///
  /// - Returns: `nil` where some are not, or the scheme does not apply; `quantize` says what then.
  ///   And where the clipping is searched for, because each loop would do that anew.
  private func packFinite(
    _ rows: Range<Int>, of tensor: TensorDescriptor, _ trial: SchemeTrial
  ) throws(AnalysisError) -> (PackedTensor, SchemePart)? {
    guard case .success(let prepared) = trial.state,
      trial.scheme.clipping == .absoluteMaximum
    else { return nil }
    let (quantizer, calibration) = (prepared.quantizer, prepared.calibration)
    let shape = MatrixShape(rows: rows.count, columns: MatrixShape(tensor.shape).columns)
    let pass = ErrorPass([(quantizer, calibration)], shape: shape)
    return try withStoredRows(rows, of: tensor) { bytes, element in
      guard let sums = pass.errors(of: bytes, as: element),
        let packed = try? quantizer.pack(
          bytes, as: element, shape: shape, calibration: calibration)
      else { return nil }
      return (packed, SchemePart(sums[0]))
    }
  }
}
