import CQuantKernels

/// Mean and central moments up to the fourth, in float64.
///
/// Parts merge by the pairwise formulas of Pébay (SAND2008-6212, §3), which do not cancel as raw
/// power sums do. Moments divide by N.
public struct Moments: Sendable, Hashable {
  /// Number of values.
  public private(set) var count = 0
  /// Σx / N; 0 without values.
  public private(set) var mean = 0.0
  private var secondSum = 0.0
  private var thirdSum = 0.0
  private var fourthSum = 0.0

  public init() {}

  /// The moments of the finite ones of `values`: one pass for the mean, one around it.
  public init(of values: Span<Float>) { self.init(of: values, signs: SignSplit(of: values)) }

  /// The moments of values whose sums are known: one pass around the mean.
  ///
  /// - Parameter signs: those of `values`.
  public init(of values: Span<Float>, signs: SignSplit) {
    self.init(of: values, signs: signs, by: qk_best().pointee)
  }

  init(of values: Span<Float>, signs: SignSplit, by kernels: qk_kernels) {
    count = signs.finiteCount
    guard count > 0 else { return }
    mean = signs.sum / Double(count)
    guard count == values.count else {
      addDeviations(ofFinite: values)
      return
    }
    var sums = qk_central_sums()
    values.withUnsafeBufferPointer { values in
      if let first = values.baseAddress { kernels.central(first, values.count, mean, &sums) }
    }
    (secondSum, thirdSum, fourthSum) = (sums.second, sums.third, sums.fourth)
  }

  /// - Parameter sums: of the second, third and fourth powers of the deviations from the mean.
  init(count: Int, mean: Double, sums: (Double, Double, Double)) {
    (self.count, self.mean) = (count, mean)
    (secondSum, thirdSum, fourthSum) = sums
  }

  /// The moments of `count` values, from the powers of their deviations.
  init(_ sums: qk_survey_sums, _ range: DeviationRange, count: Int) {
    self.count = count
    guard count > 0 else { return }
    let (n, scale) = (Double(count), Double(range.scale))
    // From powers about the shift to powers about the mean, which is close to it.
    let delta = sums.first / n
    let second = sums.second - n * delta * delta
    let third = sums.third - 3 * delta * sums.second + 2 * n * delta * delta * delta
    let fourth =
      sums.fourth - 4 * delta * sums.third + 6 * delta * delta * sums.second
      - 3 * n * delta * delta * delta * delta
    mean = (delta + Double(range.shift)) / scale
    secondSum = max(second, 0) / (scale * scale)
    thirdSum = third / (scale * scale * scale)
    fourthSum = max(fourth, 0) / (scale * scale * scale * scale)
  }

  private mutating func addDeviations(ofFinite values: Span<Float>) {
    for index in values.indices where values[index].isFinite {
      let deviation = Double(values[index]) - mean
      let square = deviation * deviation
      secondSum += square
      thirdSum += square * deviation
      fourthSum += square * square
    }
  }

  /// Adds what was counted over another part.
  public mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let (n, m) = (Double(count), Double(other.count))
    let total = n + m
    let delta = other.mean - mean
    let step = delta / total
    let product = delta * step * n * m
    fourthSum +=
      other.fourthSum + product * step * step * (n * n - n * m + m * m)
      + 6 * step * step * (n * n * other.secondSum + m * m * secondSum)
      + 4 * step * (n * other.thirdSum - m * thirdSum)
    thirdSum +=
      other.thirdSum + product * step * (n - m) + 3 * step * (n * other.secondSum - m * secondSum)
    secondSum += other.secondSum + product
    mean += step * m
    count += other.count
  }
}

extension Moments {
  /// Σ(x − mean)² / N; `nil` without values.
  public var variance: Double? { count == 0 ? nil : secondSum / Double(count) }

  /// The square root of the variance; `nil` without values.
  public var standardDeviation: Double? { variance.map { $0.squareRoot() } }

  /// The third standardized moment; `nil` where all values are equal.
  public var skewness: Double? {
    guard let variance, variance > 0 else { return nil }
    return thirdSum / Double(count) / (variance * variance.squareRoot())
  }

  /// The fourth standardized moment less 3, so that a normal distribution has 0; `nil` where all
  /// values are equal.
  public var excessKurtosis: Double? {
    guard let variance, variance > 0 else { return nil }
    return fourthSum / Double(count) / (variance * variance) - 3
  }
}
