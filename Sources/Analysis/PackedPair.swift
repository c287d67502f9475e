public import Checkpoints
import Quantization
import WeightStatistics

/// A quantized tensor and what it was made from.
public struct PackedPair: Sendable, Hashable {
  public let source: TensorDescriptor
  public let packed: TensorDescriptor

  /// The quantized tensors of a model with their sources.
  ///
  /// - Parameter selection: which tensors are looked at, and which of the source must be there.
  /// - Throws: `AnalysisError` where a quantized tensor has no source or one of another shape, or
  ///   where a tensor is missing that quantization does not leave alone.
  public static func pairs(
    of model: any Checkpoint, packedAs packed: any Checkpoint, selection: TensorSelection
  ) throws(AnalysisError) -> [PackedPair] {
    for tensor in model.tensors where selection.omission(of: tensor) == nil {
      guard packed.tensors.index(ofName: tensor.name) != nil else {
        throw .checkpoint(.tensorNotFound(name: tensor.name, checkpoint: packed.name))
      }
    }
    var pairs: [PackedPair] = []
    for tensor in packed.tensors
    where tensor.encoding != nil && selection.listOmission(of: tensor) == nil {
      guard let index = model.tensors.index(ofName: tensor.name) else {
        throw .checkpoint(.tensorNotFound(name: tensor.name, checkpoint: model.name))
      }
      let source = model.tensors[index]
      guard source.dataType.isFloatingPoint else {
        throw .notFloatingPoint(tensor: source.name, dataType: source.dataType)
      }
      // Some layouts keep the matrix only, not the dimensions that it came from.
      guard MatrixShape(source.shape) == MatrixShape(tensor.shape) else {
        throw .shapesDiffer(tensor: tensor.name, source: source.shape, packed: tensor.shape)
      }
      pairs.append(PackedPair(source: source, packed: tensor))
    }
    return pairs
  }
}

extension TensorAnalyzer {
  /// The error of a quantized tensor of another file against its source in this one, counted as
  /// `compare` counts it; how many scales were clamped no file says.
  ///
  /// - Parameter model: where the quantized tensor is.
  @concurrent
  public func errors(
    of pair: PackedPair, in model: any Checkpoint,
    progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> SchemeErrorReport {
    if policy == .refuse, let refusal = try await survey(of: pair.source).refusal {
      throw .quantization(tensor: pair.source.name, refusal)
    }
    let restoring = TensorAnalyzer(checkpoint: model)
    let form = model.storedForm(of: pair.packed)
    let granularity = form?.scheme?.granularity ?? .perChannel
    let plan = plan(of: pair.source)
    var metrics = ErrorMetrics()
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      let range = plan.rows(ofChunk: chunk)
      let rows = try weightRows(range, of: pair.source)
      let weights = rows.weights(granularity)
      let restored = try restoring.stored(rows: range, of: pair.packed)
      if rows.countsAll { return ErrorMetrics(of: weights.span, restored: restored.span) }
      var part = ErrorMetrics()
      for index in weights.indices where rows.isCounted(index) {
        part.add(weight: weights[index], restored: restored[index])
      }
      return part
    } merge: {
      metrics.merge($0)
    }
    let bits = Double(model.storedByteCount(of: pair.packed)) * 8
    return SchemeErrorReport(
      metrics: metrics, bitsPerWeight: bits / Double(pair.packed.count), clampedScaleCount: 0)
  }
}
