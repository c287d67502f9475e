/// The error of quantized weights as sums that add up over parts.
public struct ErrorSums: Sendable, Hashable {
  public var count = 0
  /// Σ(ŵ − w)².
  public var squaredError = 0.0
  /// Σw².
  public var squaredWeight = 0.0
  /// Σŵ².
  public var squaredRestored = 0.0
  /// Σw·ŵ.
  public var product = 0.0
  /// Σ(ŵ − w).
  public var errorSum = 0.0
  /// max |ŵ − w|.
  public var maximumAbsoluteError = 0.0
  /// Number of weights that were not zero and became zero.
  public var zeroedCount = 0
  /// Scales that the range of their storage format forced.
  public var clampedScaleCount = 0

  public init() {}
}
