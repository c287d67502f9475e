/// The weights on one side of zero.
public struct SideStatistics: Sendable, Hashable {
  /// Number of weights of this sign; zeros belong to neither side.
  public private(set) var count = 0
  /// The largest magnitude; 0 without weights.
  public private(set) var extent: Float = 0
  private(set) var magnitudeSum = 0.0

  public init() {}

  init(count: Int, extent: Float, magnitudeSum: Double) {
    self.count = count
    self.extent = extent
    self.magnitudeSum = magnitudeSum
  }

  /// Mean |w|; `nil` without weights.
  public var meanMagnitude: Double? { count == 0 ? nil : magnitudeSum / Double(count) }

  mutating func add(magnitude: Float, count: Int) {
    self.count += count
    extent = max(extent, magnitude)
    magnitudeSum += Double(count) * Double(magnitude)
  }

  mutating func merge(_ other: SideStatistics) {
    count += other.count
    extent = max(extent, other.extent)
    magnitudeSum += other.magnitudeSum
  }
}
