/// Both sides of zero, the zeros between them, and what is no number at all.
public struct SignSplit: Sendable, Hashable {
  public private(set) var negative = SideStatistics()
  public private(set) var positive = SideStatistics()
  public private(set) var zeroCount = 0
  public private(set) var nanCount = 0
  public private(set) var infinityCount = 0
  private var lowest = Float.infinity
  private var highest = -Float.infinity

  public init() {}

  /// Number of finite weights.
  public var finiteCount: Int { negative.count + positive.count + zeroCount }

  /// The smallest finite weight; `nil` without finite weights.
  public var minimum: Float? { finiteCount == 0 ? nil : lowest }

  /// The largest finite weight; `nil` without finite weights.
  public var maximum: Float? { finiteCount == 0 ? nil : highest }

  /// |max⁺ − |min⁻|| / max(max⁺, |min⁻|): 0 is symmetric, 1 one-signed; `nil` where all is zero.
  public var asymmetry: Double? {
    let (high, low) = (Double(positive.extent), Double(negative.extent))
    let longer = max(high, low)
    return longer == 0 ? nil : (high - low).magnitude / longer
  }

  /// Whether only one sign occurs.
  public var isOneSigned: Bool { (negative.count == 0) != (positive.count == 0) }

  public mutating func add(_ weight: Float) {
    guard weight.isFinite else {
      if weight.isNaN { nanCount += 1 } else { infinityCount += 1 }
      return
    }
    lowest = min(lowest, weight)
    highest = max(highest, weight)
    if weight > 0 {
      positive.add(magnitude: weight)
    } else if weight < 0 {
      negative.add(magnitude: -weight)
    } else {
      zeroCount += 1
    }
  }

  public mutating func merge(_ other: SignSplit) {
    negative.merge(other.negative)
    positive.merge(other.positive)
    zeroCount += other.zeroCount
    nanCount += other.nanCount
    infinityCount += other.infinityCount
    lowest = min(lowest, other.lowest)
    highest = max(highest, other.highest)
  }
}
