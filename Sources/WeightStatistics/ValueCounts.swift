/// The different values of finite weights, ascending, and how often each occurs.
///
/// Everything that follows is exact: quantiles, bins over any range, moments up to the rounding of
/// float64.
public struct ValueCounts: Sendable, Hashable {
  /// Ascending; both zeros are one value.
  public let values: [Float]
  /// By value, how many weights are not greater.
  private let cumulative: [Int]
  public let nanCount: Int
  public let infinityCount: Int

  /// - Parameters:
  ///   - counts: by bit pattern of a format whose highest bit is the sign, and in which larger
  ///     magnitudes have larger patterns.
  ///   - values: by bit pattern.
  init(_ counts: [Int], values: [Float]) {
    let half = counts.count / 2
    var (found, totals, total) = ([Float](), [Int](), 0)
    var (nanCount, infinityCount) = (0, 0)
    for place in counts.indices {
      // From the most negative value up.
      let pattern = place < half ? counts.count - 1 - place : place - half
      guard counts[pattern] > 0 else { continue }
      let value = values[pattern]
      guard value.isFinite else {
        if value.isNaN { nanCount += counts[pattern] } else { infinityCount += counts[pattern] }
        continue
      }
      total += counts[pattern]
      if found.last == value {
        totals[totals.count - 1] = total
      } else {
        found.append(value + 0)
        totals.append(total)
      }
    }
    self.values = found
    cumulative = totals
    (self.nanCount, self.infinityCount) = (nanCount, infinityCount)
  }

  /// Number of finite weights.
  public var count: Int { cumulative.last ?? 0 }

  /// How many weights have the value at `index`.
  public func count(at index: Int) -> Int {
    cumulative[index] - (index == 0 ? 0 : cumulative[index - 1])
  }

  /// The weight of a rank, 0 for the smallest.
  ///
  /// - Precondition: the rank is less than `count`.
  public func value(ofRank rank: Int) -> Float {
    precondition(rank >= 0 && rank < count)
    return values[firstIndex(in: values.indices) { cumulative[$0] > rank }]
  }

  /// The least value that at least the share `fraction` of the weights does not exceed; `nil`
  /// without weights.
  public func quantile(_ fraction: Double) -> Float? {
    guard count > 0 else { return nil }
    let rank = Int((fraction * Double(count)).rounded(.up)) - 1
    return value(ofRank: min(max(rank, 0), count - 1))
  }

  /// The least magnitude that `rank` + 1 weights do not exceed.
  ///
  /// - Precondition: the rank is less than `count`.
  public func magnitude(ofRank rank: Int) -> Float {
    precondition(rank >= 0 && rank < count)
    // From both ends inwards, the larger magnitude first.
    var (left, right, passed) = (0, values.count - 1, 0)
    while true {
      let isLeft = -values[left] > values[right]
      let index = isLeft ? left : right
      passed += count(at: index)
      if count - passed <= rank { return values[index].magnitude }
      if isLeft { left += 1 } else { right -= 1 }
    }
  }

  /// Number of weights with a magnitude less than `limit`.
  public func count(ofMagnitudesBelow limit: Float) -> Int {
    guard limit > 0 else { return 0 }
    return countBelow(Double(limit), inclusive: false)
      - countBelow(Double(-limit), inclusive: true)
  }

  private func countBelow(_ limit: Double, inclusive: Bool) -> Int {
    let index = firstIndex(in: values.indices) {
      inclusive ? Double(values[$0]) > limit : Double(values[$0]) >= limit
    }
    return index == 0 ? 0 : cumulative[index - 1]
  }

  /// Number of weights further than `distance` from `center`.
  public func count(beyond distance: Double, from center: Double) -> Int {
    values.indices.reduce(0) { sum, index in
      (Double(values[index]) - center).magnitude > distance ? sum + count(at: index) : sum
    }
  }

  /// The first index from which on a predicate holds, the end where it never does.
  private func firstIndex(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension ValueCounts {
  /// Both sides of zero.
  public var signs: SignSplit {
    var signs = SignSplit(nanCount: nanCount, infinityCount: infinityCount)
    for index in values.indices { signs.add(values[index], count: count(at: index)) }
    return signs
  }

  /// Of the finite weights.
  public var moments: Moments {
    var sum = 0.0
    for index in values.indices { sum += Double(count(at: index)) * Double(values[index]) }
    var powers = (0.0, 0.0, 0.0)
    let mean = count == 0 ? 0 : sum / Double(count)
    for index in values.indices {
      let (n, deviation) = (Double(count(at: index)), Double(values[index]) - mean)
      let square = deviation * deviation
      powers.0 += n * square
      powers.1 += n * square * deviation
      powers.2 += n * square * square
    }
    return Moments(count: count, mean: mean, sums: powers)
  }

  /// The weights in `binCount` equal bins.
  ///
  /// - Precondition: as for `Histogram`.
  public func histogram(lowerBound: Double, upperBound: Double, binCount: Int) -> Histogram {
    var histogram = Histogram(lowerBound: lowerBound, upperBound: upperBound, binCount: binCount)
    histogram.add(ascending: values, count: count(at:))
    return histogram
  }
}
