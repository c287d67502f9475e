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
  private var ownGroups: [qk_group]
  private var sharedGroups: [qk_group]
  private var candidates: [qk_group] = []
  /// The position of each candidate among all that were to be tried.
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
    ownGroups = Array(repeating: qk_group(), count: high.count)
    sharedGroups = ownGroups
    errors = Array(repeating: 0, count: 2 * high.count)
  }

  /// The parameters with the least error; `nil` where the extents are too large or too small for
  /// the kernels.
  mutating func best(
    _ weights: Span<Float>, _ extents: GroupExtents, _ context: ScaleContext
  ) -> ScaledGroup? {
    guard findOwn(extents) else { return nil }
    let scaling = quantizer.scaling
    guard scaling.scheme.scaling == .twoScale else {
      take(ownGroups[...])
      let position = least(weights, context)
      return scaling.parameters(for: extents.scaled(by: Self.factors[position]), in: context)
    }
    guard findShared(magnitude: extents.magnitude) else { return nil }
    let positive = side(.positive, weights, extents, context)
    let negative = side(.negative, weights, extents, context)
    let parameters = GroupParameters(positiveScale: positive.value, negativeScale: negative.value)
    return ScaledGroup(parameters, positive, negative)
  }

  /// The parameters for every factor.
  private mutating func findOwn(_ extents: GroupExtents) -> Bool {
    shrink(extents)
    var (scaling, clamped) = (own, UInt64(0))
    return kernels.scales(&scaling, high, low, high.count, &ownGroups, &clamped) != 0
  }

  private mutating func findShared(magnitude: Float) -> Bool {
    shrink(GroupExtents(high: magnitude, low: 0))
    var (scaling, clamped) = (shared, UInt64(0))
    return kernels.scales(&scaling, high, low, high.count, &sharedGroups, &clamped) != 0
  }

  private mutating func shrink(_ extents: GroupExtents) {
    for (index, factor) in Self.factors.enumerated() {
      let shrunk = extents.scaled(by: factor)
      (high[index], low[index]) = (shrunk.high, shrunk.low)
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
    take(ownGroups[...])
    // A side that reaches as far as the other has the shared scales already.
    if extent < extents.magnitude || reach != scaling.symmetricReach {
      take(sharedGroups[...], from: Self.factors.count)
    }
    judge(weights, isNegative: isNegative)
    let taken = self.judged
    let position = least(taken.span.extracting(0..<judgedCount), context)
    let count = Self.factors.count
    return position < count
      ? scaling.side(extent.scaled(by: Self.factors[position]), reach: reach, in: context)
      : scaling.side(
        extents.magnitude.scaled(by: Self.factors[position - count]),
        reach: scaling.symmetricReach, in: context)
  }

  /// Adds candidates; those of a coarse format that are there already are left out.
  private mutating func take(_ groups: ArraySlice<qk_group>, from start: Int = 0) {
    if start == 0 {
      candidates.removeAll(keepingCapacity: true)
      positions.removeAll(keepingCapacity: true)
    }
    let isCoarse = quantizer.scheme.scaleFormat.bitWidth == 8
    for (index, group) in groups.enumerated() {
      if isCoarse, candidates.contains(where: { $0.isSame(as: group) }) { continue }
      candidates.append(group)
      positions.append(start + index)
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
  private mutating func least(_ weights: Span<Float>, _ context: ScaleContext) -> Int {
    let (grid, kernels, candidates) = (quantizer.grid, self.kernels, self.candidates)
    var errors: [Double] = []
    swap(&errors, &self.errors)
    defer { swap(&errors, &self.errors) }
    weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return }
      grid.withGrid(tensorScale: context.tensorScale) {
        kernels.squaredErrors($0, candidates, candidates.count, first, weights.count, 1, &errors)
      }
    }
    var best = 0
    for index in candidates.indices where errors[index] < errors[best] { best = index }
    return positions[best]
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
