import CQuantKernels
import NumericFormats

/// The clipping search of one group after the other, by kernels.
///
/// The candidates and the choice are those of `ClippingSearch`; their scales are found many at a
/// time, and nothing is allocated for a group.
struct KernelClipping {
  private let quantizer: Quantizer
  private let kernels: KernelTable.Kernels
  private let own: qk_scaling
  private let shared: qk_scaling
  private var high: [Float]
  private var low: [Float]
  /// The parameters for every factor: the group's own, then those of a shared scale.
  private var groups: [qk_group]
  /// Of a coarse format: those of them that differ, and where each stands among them.
  private var distinct: [qk_group] = []
  private var positions: [Int] = []
  private var errors: [Double]
  /// The weights of the side at hand, `judgedCount` of them.
  private var judged: [Float] = []
  private var judgedCount = 0

  private static let factors = ClippingSearch.factors

  /// - Returns: `nil` where the kernels do not know the scheme's scales.
  init?(_ quantizer: Quantizer, tensorScale: Float, _ kernels: KernelTable.Kernels) {
    guard let own = quantizer.scaling.kernelScaling(tensorScale: tensorScale) else { return nil }
    self.quantizer = quantizer
    self.kernels = kernels
    self.own = own
    shared = quantizer.scaling.sharedKernelScaling(own, tensorScale: tensorScale)
    high = Array(repeating: 0, count: Self.factors.count)
    low = high
    groups = Array(repeating: qk_group(), count: 2 * high.count)
    errors = Array(repeating: 0, count: groups.count)
  }

  /// The parameters with the least error; `nil` where the extents are too large or too small for
  /// the kernels.
  mutating func best(
    _ weights: Span<Float>, _ extents: GroupExtents, _ context: ScaleContext
  ) -> ScaledGroup? {
    guard findOwn(extents) else { return nil }
    let scaling = quantizer.scaling
    guard scaling.scheme.scaling == .twoScale else {
      let position = least(weights, context, count: Self.factors.count)
      return scaling.parameters(for: extents.scaled(by: Self.factors[position]), in: context)
    }
    guard findShared(magnitude: extents.magnitude) else { return nil }
    let positive = side(.positive, weights, extents, context)
    let negative = side(.negative, weights, extents, context)
    let parameters = GroupParameters(positiveScale: positive.value, negativeScale: negative.value)
    return ScaledGroup(parameters, positive, negative)
  }

  private mutating func findOwn(_ extents: GroupExtents) -> Bool {
    find(own, extents, at: 0)
  }

  private mutating func findShared(magnitude: Float) -> Bool {
    find(shared, GroupExtents(high: magnitude, low: 0), at: Self.factors.count)
  }

  /// Takes the parameters for every factor.
  private mutating func find(
    _ scaling: qk_scaling, _ extents: GroupExtents, at start: Int
  ) -> Bool {
    shrink(extents)
    var (scaling, clamped) = (scaling, UInt64(0))
    return groups.withUnsafeMutableBufferPointer { groups in
      guard let first = groups.baseAddress else { return false }
      return kernels.scales(&scaling, high, low, high.count, first + start, &clamped)
        != QK_SCALED_NONE
    }
  }

  private mutating func shrink(_ extents: GroupExtents) {
    for index in high.indices {
      let shrunk = extents.scaled(by: Self.factors[index])
      high[index] = shrunk.high
      low[index] = shrunk.low
    }
  }

  private mutating func side(
    _ side: ClippingSearch.Candidates.Judged, _ weights: Span<Float>, _ extents: GroupExtents,
    _ context: ScaleContext
  ) -> ScaleFormat.Rounded {
    let scaling = quantizer.scaling
    let isNegative = side == .negative
    let extent = isNegative ? -extents.low : extents.high
    let reach = isNegative ? -scaling.minimum : scaling.maximum
    guard extent > 0 else { return scaling.side(0, reach: reach, in: context) }
    // A side that reaches as far as the other has the shared scales already.
    let sharesNone = extent == extents.magnitude && reach == scaling.symmetricReach
    judge(weights, isNegative: isNegative)
    let taken = self.judged
    let position = least(
      taken.span.extracting(0..<judgedCount), context,
      count: sharesNone ? Self.factors.count : groups.count)
    let count = Self.factors.count
    return position < count
      ? scaling.side(extent.scaled(by: Self.factors[position]), reach: reach, in: context)
      : scaling.side(
        extents.magnitude.scaled(by: Self.factors[position - count]),
        reach: scaling.symmetricReach, in: context)
  }

  /// Leaves out what a coarse format stores alike.
  private mutating func findDistinct(count: Int) {
    distinct.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    for (index, group) in groups.prefix(count).enumerated() {
      if distinct.contains(where: { $0.isSame(as: group) }) { continue }
      distinct.append(group)
      positions.append(index)
    }
  }

  /// Takes the weights of one side.
  private mutating func judge(_ weights: Span<Float>, isNegative: Bool) {
    if judged.count < weights.count { judged = Array(repeating: 0, count: weights.count) }
    var count = 0
    judged.withUnsafeMutableBufferPointer { judged in
      for index in weights.indices {
        // Written always and kept sometimes: signs are not to be predicted.
        judged[count] = weights[index]
        count += (weights[index] < 0) == isNegative ? 1 : 0
      }
    }
    judgedCount = count
  }

  /// The position of the candidate with the least error, of equals the first.
  ///
  /// - Parameter count: of how many, from the first on.
  private mutating func least(
    _ weights: Span<Float>, _ context: ScaleContext, count: Int
  ) -> Int {
    guard quantizer.scheme.scaleFormat.bitWidth == 8 else {
      return least(weights, context, of: groups, count: count)
    }
    findDistinct(count: count)
    return positions[least(weights, context, of: distinct, count: distinct.count)]
  }

  private mutating func least(
    _ weights: Span<Float>, _ context: ScaleContext, of candidates: [qk_group], count: Int
  ) -> Int {
    let (grid, kernels) = (quantizer.grid, self.kernels)
    return errors.withUnsafeMutableBufferPointer { errors in
      weights.withUnsafeBufferPointer { weights in
        guard let first = weights.baseAddress, let firstError = errors.baseAddress else { return }
        grid.withGrid(tensorScale: context.tensorScale) {
          kernels.squaredErrors($0, candidates, count, first, weights.count, 1, firstError)
        }
      }
      var best = 0
      for index in 0..<count where errors[index] < errors[best] { best = index }
      return best
    }
  }
}

extension GroupScaling {
  /// The scales of a single scale for both signs, as `own` stores them.
  fileprivate func sharedKernelScaling(_ own: qk_scaling, tensorScale: Float) -> qk_scaling {
    var shared = own
    shared.kind = QK_SCALING_SYMMETRIC
    shared.positive = reach(symmetricReach, tensorScale)
    return shared
  }
}

extension qk_group {
  fileprivate func isSame(as other: qk_group) -> Bool {
    positive_scale == other.positive_scale && negative_scale == other.negative_scale
      && zero_point == other.zero_point && offset == other.offset
  }
}
