/// How far weights reach on both sides of zero.
public struct GroupExtents: Sendable, Hashable {
  /// The largest weight, at least 0.
  public private(set) var high: Float = 0
  /// The smallest weight, at most 0.
  public private(set) var low: Float = 0

  public init() {}

  /// The extents of `weights`; NaN is passed over.
  public init(of weights: Span<Float>) {
    for index in weights.indices {
      high = max(high, weights[index])
      low = min(low, weights[index])
    }
  }

  /// - Precondition: `low` ≤ 0 ≤ `high`.
  public init(high: Float, low: Float) {
    precondition(low <= 0 && high >= 0)
    self.high = high
    self.low = low
  }

  /// The largest magnitude.
  public var magnitude: Float { max(high, -low) }

  /// Extends both sides to those of another part.
  public mutating func merge(_ other: GroupExtents) {
    high = max(high, other.high)
    low = min(low, other.low)
  }

  /// Both sides times `factor`, kept finite.
  func scaled(by factor: Float) -> GroupExtents {
    GroupExtents(high: high.scaled(by: factor), low: -(-low).scaled(by: factor))
  }
}

extension Float {
  /// A magnitude times `factor`, kept finite.
  func scaled(by factor: Float) -> Float { Swift.min(self * factor, .greatestFiniteMagnitude) }
}
