/// The weights on one side of zero.
public struct SideStatistics: Sendable, Hashable {
  /// Number of weights of this sign; zeros belong to neither side.
  public private(set) var count = 0
  /// The largest magnitude; 0 without weights.
  public private(set) var extent: Float = 0
  private var magnitudeSum = 0.0

  public init() {}

  /// Mean |w|; `nil` without weights.
  public var meanMagnitude: Double? { count == 0 ? nil : magnitudeSum / Double(count) }

  mutating func add(magnitude: Float) {
    count += 1
    extent = max(extent, magnitude)
    magnitudeSum += Double(magnitude)
  }

  mutating func merge(_ other: SideStatistics) {
    count += other.count
    extent = max(extent, other.extent)
    magnitudeSum += other.magnitudeSum
  }
}

/// Both sides of zero, the zeros between them, and what is no number at all.
public struct SignSplit: Sendable, Hashable {
  public private(set) var negative = SideStatistics()
  public private(set) var positive = SideStatistics()
  public private(set) var zeroCount = 0
  public private(set) var nanCount = 0
  public private(set) var infinityCount = 0

  public init() {}

  /// Number of finite weights.
  public var finiteCount: Int { negative.count + positive.count + zeroCount }

  /// |max⁺ − |min⁻|| / max(max⁺, |min⁻|): 0 is symmetric, 1 one-signed; `nil` where all is zero.
  public var asymmetry: Double? {
    let (high, low) = (Double(positive.extent), Double(negative.extent))
    let longer = max(high, low)
    return longer == 0 ? nil : (high - low).magnitude / longer
  }

  /// Whether only one sign occurs.
  public var isOneSigned: Bool { (negative.count == 0) != (positive.count == 0) }

  public mutating func add(_ weight: Float) {
    if weight > 0 {
      if weight.isInfinite { infinityCount += 1 } else { positive.add(magnitude: weight) }
    } else if weight < 0 {
      if weight.isInfinite { infinityCount += 1 } else { negative.add(magnitude: -weight) }
    } else if weight == 0 {
      zeroCount += 1
    } else {
      nanCount += 1
    }
  }

  public mutating func merge(_ other: SignSplit) {
    negative.merge(other.negative)
    positive.merge(other.positive)
    zeroCount += other.zeroCount
    nanCount += other.nanCount
    infinityCount += other.infinityCount
  }
}
