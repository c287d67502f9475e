public import Quantization
public import WeightStatistics

/// How far the axis of a distribution reaches on both sides of zero, before it is zoomed.
public enum AxisReach: Sendable, Hashable, CaseIterable {
  /// To the largest magnitude, unless the outermost thousandth of the weights would take more than
  /// half of the axis; then to the range that holds the others.
  case automatic
  case all
  /// The least range that holds 99.9 % of the weights.
  case central999
  /// The least range that holds 99 % of the weights.
  case central99
}

/// Asks how the weights of a scope are distributed, and what schemes make of them.
public struct DistributionRequest: Sendable, Hashable {
  /// The name of the tensor.
  public var tensor: String
  public var extent: ScopeExtent
  /// Of the tensor seen as a matrix.
  public var row: Int
  /// The group within the row, in groups of `granularity`.
  public var group: Int
  public var granularity: Granularity
  public var reach: AxisReach
  /// How many times the axis was halved.
  public var halvings: Int
  /// Number of histogram bins; even.
  public var binCount: Int
  /// The schemes whose dequantized weights are counted, too.
  public var schemes: [QuantizationScheme]

  public init(
    tensor: String, extent: ScopeExtent, row: Int = 0, group: Int = 0,
    granularity: Granularity = .perTensor, reach: AxisReach = .automatic, halvings: Int = 0,
    binCount: Int, schemes: [QuantizationScheme] = []
  ) {
    self.tensor = tensor
    self.extent = extent
    self.row = row
    self.group = group
    self.granularity = granularity
    self.reach = reach
    self.halvings = halvings
    self.binCount = binCount
    self.schemes = schemes
  }
}

/// The answer to a `DistributionRequest`.
public struct DistributionReport: Sendable, Hashable {
  public var request: DistributionRequest
  /// Number of finite weights.
  public var count: Int
  /// What the reach of the request came to: never `automatic`.
  public var reach: AxisReach
  /// The largest value of the axis before it was zoomed; 0 where no finite weight differs from
  /// zero.
  public var fullLimit: Double
  /// The weights, over a range symmetric about zero; `nil` where there is none.
  public var weights: Histogram?
  /// The dequantized weights over the same bins, in the order of the request; `nil` where the
  /// scheme does not apply.
  public var restored: [Histogram?]

  public init(
    request: DistributionRequest, count: Int, reach: AxisReach, fullLimit: Double,
    weights: Histogram?, restored: [Histogram?]
  ) {
    self.request = request
    self.count = count
    self.reach = reach
    self.fullLimit = fullLimit
    self.weights = weights
    self.restored = restored
  }
}

/// The magnitudes that an axis can reach to.
struct AxisLimits: Sendable, Hashable {
  /// Number of finite weights.
  let count: Int
  /// The largest magnitude.
  let all: Float
  let central999: Float
  let central99: Float

  /// The least magnitude that as many weights as `share` says do not exceed is that of this rank
  /// in ascending order.
  static func rank(ofShare share: Double, count: Int) -> Int {
    min(Int((share * Double(count)).rounded(.up)), count) - 1
  }

  /// - Parameter weights: NaN and infinities are passed over.
  init(_ weights: Span<Float>) {
    var magnitudes: [Float] = []
    magnitudes.reserveCapacity(weights.count)
    for index in weights.indices where weights[index].isFinite {
      magnitudes.append(weights[index].magnitude)
    }
    magnitudes.sort()
    self.init(count: magnitudes.count) { magnitudes[$0] }
  }

  /// - Parameter magnitude: the magnitude of a rank.
  init(count: Int, magnitude: (Int) -> Float) {
    self.count = count
    guard count > 0 else {
      (all, central999, central99) = (0, 0, 0)
      return
    }
    all = magnitude(count - 1)
    central999 = magnitude(Self.rank(ofShare: 0.999, count: count))
    central99 = magnitude(Self.rank(ofShare: 0.99, count: count))
  }

  /// The reach that takes the place of `reach`, and its limit. Where nearly all weights are zero,
  /// only all of them span an axis.
  func resolved(_ reach: AxisReach) -> (reach: AxisReach, limit: Double) {
    let hidesOutliers = central999 > 0 && all > 2 * central999
    switch reach {
    case .automatic where hidesOutliers, .central999 where central999 > 0:
      return (.central999, Double(central999))
    case .central99 where central99 > 0: return (.central99, Double(central99))
    case .automatic, .all, .central999, .central99: return (.all, Double(all))
    }
  }
}
