public import Quantization
public import WeightStatistics

/// One scheme over all tensors of a model.
public struct SchemeTotals: Sendable, Hashable {
  public let scheme: QuantizationScheme
  /// Number of tensors that the scheme applied to.
  public private(set) var tensorCount = 0
  /// Over all their weights.
  public private(set) var metrics = ErrorMetrics()
  public private(set) var clampedScaleCount = 0
  private var storedBits = 0.0

  public init(_ scheme: QuantizationScheme) { self.scheme = scheme }

  /// All stored bytes of these tensors.
  public var byteCount: Int { Int((storedBits / 8).rounded()) }

  /// All stored bytes × 8 / weights; `nil` without weights.
  public var bitsPerWeight: Double? {
    metrics.count == 0 ? nil : storedBits / Double(metrics.count)
  }

  /// Adds a tensor; one that the scheme does not apply to is passed over.
  public mutating func add(_ result: SchemeResult) {
    guard case .success(let report) = result.outcome else { return }
    tensorCount += 1
    metrics.merge(report.metrics)
    clampedScaleCount += report.clampedScaleCount
    storedBits += report.bitsPerWeight * Double(report.metrics.count)
  }
}
