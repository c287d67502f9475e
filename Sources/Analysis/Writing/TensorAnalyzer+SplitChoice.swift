import Checkpoints
import NumericFormats
public import Quantization
import WeightStatistics

extension TensorAnalyzer {
  /// A scheme with the split into exponent and mantissa bits that loses least on a tensor.
  ///
  /// All splits of the scheme's width are measured, as HQ-DiT (arXiv 2405.19751) chooses formats,
  /// but by the squared error itself instead of a ratio of magnitudes. Ties go to the usual split.
  ///
  /// - Parameter layout: splits that it cannot hold are not tried.
  /// - Returns: the scheme itself where its element is no floating-point format, or where the
  ///   layout can hold no split.
  @concurrent
  public func leastErrorSplit(
    of scheme: QuantizationScheme, on tensorName: String, layout: PackingLayout = .rows,
    progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> QuantizationScheme {
    let shape = MatrixShape(try tensor(named: tensorName).shape)
    let candidates = scheme.splits.filter { candidate in
      (try? layout.arrays(for: tensorName, scheme: candidate, shape: shape)) != nil
    }
    guard !candidates.isEmpty else { return scheme }
    let results = try await compare(candidates, on: tensorName, progress: progress)
    do throws(QuantizationError) {
      return try results.leastError()
    } catch {
      throw .quantization(tensor: tensorName, error)
    }
  }
}

extension QuantizationScheme {
  /// The scheme on every floating-point format of its width, the usual one first; empty for other
  /// elements. Splits that contradict the rest of the scheme are left out.
  var splits: [QuantizationScheme] {
    guard case .minifloat(let format) = element else { return [] }
    let preferred = Minifloat.preferred(bitWidth: format.bitWidth)
    let others = Minifloat.splits(bitWidth: format.bitWidth).filter { $0 != preferred }
    return ([preferred].compactMap(\.self) + others).compactMap { split in
      var scheme = self
      scheme.element = .minifloat(split)
      return (try? scheme.validate()) == nil ? nil : scheme
    }
  }
}

extension [SchemeResult] {
  /// The scheme with the least squared error, the first of several.
  ///
  /// - Precondition: there is at least one.
  /// - Throws: the first reason where no scheme applies.
  func leastError() throws(QuantizationError) -> QuantizationScheme {
    let errors = compactMap { result in
      (try? result.outcome.get()).map { (result.scheme, $0.metrics.squaredError) }
    }
    guard let best = errors.min(by: { $0.1 < $1.1 }) else {
      _ = try self[0].outcome.get()
      return self[0].scheme
    }
    return best.0
  }
}
