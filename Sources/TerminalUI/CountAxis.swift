/// How the height of a bar follows from a count.
public enum CountScale: Sendable, Hashable {
  case linear
  /// Proportional to log(1 + count), so that one is not invisible beside a million.
  case logarithmic
}

/// The vertical axis of a histogram: from counts to parts of the height, and round counts to label.
public struct CountAxis: Sendable, Hashable {
  public let maximum: Int
  public let scale: CountScale

  public init(maximum: Int, scale: CountScale = .linear) {
    self.maximum = max(maximum, 1)
    self.scale = scale
  }

  /// The part of the height that a count reaches, 0…1.
  public func fraction(of count: Int) -> Double {
    let count = min(max(count, 0), maximum)
    return switch scale {
    case .linear: Double(count) / Double(maximum)
    case .logarithmic: binaryLogarithm(1 + Double(count)) / binaryLogarithm(1 + Double(maximum))
    }
  }

  /// Round counts in ascending order, at most `limit` of them, none above the maximum.
  ///
  /// Linear: multiples of 1, 2 or 5 times a power of ten. Logarithmic: powers of ten.
  public func ticks(limit: Int) -> [Int] {
    guard limit > 0 else { return [] }
    switch scale {
    case .linear:
      let step = Self.roundStep(atLeast: (maximum + limit - 1) / limit)
      return Array(stride(from: step, through: maximum, by: step))
    case .logarithmic:
      let powers = Self.powersOfTen.prefix { $0 <= maximum }
      let every = (powers.count + limit - 1) / limit
      return powers.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    }
  }

  private static let powersOfTen = (0..<18).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  private static func roundStep(atLeast minimum: Int) -> Int {
    for power in powersOfTen {
      for factor in [1, 2, 5] where power * factor >= minimum { return power * factor }
    }
    return minimum
  }

  /// A round count in at most four characters: `500`, `20k`, `5M`.
  static func label(_ count: Int) -> String {
    for (unit, suffix) in [(1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M")]
    where count >= unit && count % unit == 0 {
      return "\(count / unit)\(suffix)"
    }
    return count >= 10_000 && count % 1_000 == 0 ? "\(count / 1_000)k" : "\(count)"
  }
}

/// The logarithm to base two of a number of at least one, to 24 bits after the point.
///
/// Squaring doubles the logarithm; each square that passes two yields one more bit. It needs no
/// library and gives the same bars on every machine.
func binaryLogarithm(_ value: Double) -> Double {
  var result = Double(value.exponent)
  var rest = value.significand
  var bit = 0.5
  for _ in 0..<24 {
    rest *= rest
    if rest >= 2 {
      rest /= 2
      result += bit
    }
    bit /= 2
  }
  return result
}
