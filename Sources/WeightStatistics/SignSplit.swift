import CQuantKernels

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

  init(nanCount: Int, infinityCount: Int) {
    (self.nanCount, self.infinityCount) = (nanCount, infinityCount)
  }

  /// Both sides of `weights`.
  public init(of weights: Span<Float>) { self.init(of: weights, by: qk_best().pointee) }

  init(of weights: Span<Float>, by kernels: qk_kernels) {
    guard let sums = qk_sign_sums(of: weights, by: kernels) else {
      for index in weights.indices { add(weights[index]) }
      return
    }
    // Adding zero makes +0 of −0.
    (lowest, highest) = (sums.lowest + 0, sums.highest + 0)
    positive = SideStatistics(
      count: Int(sums.positive_count), extent: max(highest, 0), magnitudeSum: sums.positive_sum)
    negative = SideStatistics(
      count: Int(sums.negative_count), extent: max(-lowest, 0), magnitudeSum: sums.negative_sum)
    zeroCount = Int(sums.zero_count)
  }

  /// Both sides of finite weights whose sums are known.
  ///
  /// - Parameter moments: those of the weights.
  init(_ sums: qk_survey_sums, _ moments: Moments, lowest: Float, highest: Float) {
    guard moments.count > 0 else { return }
    let total = moments.mean * Double(moments.count)
    let (positives, negatives) = (Int(sums.positive_count), Int(sums.negative_count))
    (self.lowest, self.highest) = (lowest + 0, highest + 0)
    positive = SideStatistics(
      count: positives, extent: max(self.highest, 0),
      magnitudeSum: positives == 0 ? 0 : max((sums.magnitude + total) / 2, 0))
    negative = SideStatistics(
      count: negatives, extent: max(-self.lowest, 0),
      magnitudeSum: negatives == 0 ? 0 : max((sums.magnitude - total) / 2, 0))
    zeroCount = moments.count - positives - negatives
  }

  /// Σw over the finite weights.
  var sum: Double { positive.magnitudeSum - negative.magnitudeSum }

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

  public mutating func add(_ weight: Float) { add(weight, count: 1) }

  /// Adds `count` equal weights.
  mutating func add(_ weight: Float, count: Int) {
    guard weight.isFinite else {
      if weight.isNaN { nanCount += count } else { infinityCount += count }
      return
    }
    lowest = min(lowest, weight)
    highest = max(highest, weight)
    if weight > 0 {
      positive.add(magnitude: weight, count: count)
    } else if weight < 0 {
      negative.add(magnitude: -weight, count: count)
    } else {
      zeroCount += count
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

extension qk_sign_sums {
  /// - Returns: `nil` where a weight is NaN or infinite, which the kernels do not tell apart.
  fileprivate init?(of weights: Span<Float>, by kernels: qk_kernels) {
    self.init()
    weights.withUnsafeBufferPointer { weights in
      if let first = weights.baseAddress { kernels.signs(first, weights.count, &self) }
    }
    let counted = positive_count + negative_count + zero_count
    guard counted > 0, counted == weights.count, lowest.isFinite, highest.isFinite else {
      return nil
    }
  }
}
