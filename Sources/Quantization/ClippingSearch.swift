import CQuantKernels
import NumericFormats

/// Chooses the extents of a group by least squared error instead of by the largest magnitude.
///
/// Candidates are the extents times 0.5 + k/80, k = 0…48; k = 40 is the absolute maximum, so the
/// search is never worse than it. With two scales the sides are searched apart, and each also
/// tries every scale that one shared scale would try: two scales then never lose to one.
///
/// Errors of candidates are sums over weights, so a group that is read in parts is searched by
/// adding up the errors of its parts.
struct ClippingSearch: Sendable {
  /// The candidates for one side of a group, or for both at once.
  struct Candidates: Sendable {
    /// Which weights a candidate is judged by.
    enum Judged: Sendable { case all, positive, negative }
    let judged: Judged
    /// In the order of preference among equals: nearest to the absolute maximum first.
    var groups: [ScaledGroup]
  }

  let candidates: [Candidates]
  private let quantizer: Quantizer
  private let tensorScale: Float

  init(extents: GroupExtents, quantizer: Quantizer, context: ScaleContext) {
    self.quantizer = quantizer
    tensorScale = context.tensorScale
    let scaling = quantizer.scaling
    let shrunk = Self.factors.map { extents.scaled(by: $0) }
    switch scaling.scheme.scaling {
    case .symmetric, .affine:
      let groups = shrunk.map { scaling.parameters(for: $0, in: context) }
      candidates = [Candidates(judged: .all, groups: groups.uniqued())]
    case .twoScale:
      candidates = Self.sides(extents: extents, scaling: scaling, context: context)
    }
  }

  private static func sides(
    extents: GroupExtents, scaling: GroupScaling, context: ScaleContext
  ) -> [Candidates] {
    func scales(_ extent: Float, reach: Float) -> [ScaleFormat.Rounded] {
      guard extent > 0 else { return [scaling.side(0, reach: reach, in: context)] }
      let own = factors.map { scaling.side(extent.scaled(by: $0), reach: reach, in: context) }
      let shared = factors.map {
        let magnitude = extents.magnitude.scaled(by: $0)
        return scaling.side(magnitude, reach: scaling.symmetricReach, in: context)
      }
      return own + shared
    }
    let positive = scales(extents.high, reach: scaling.maximum).map {
      ScaledGroup(GroupParameters(positiveScale: $0.value, negativeScale: 0), $0)
    }
    let negative = scales(-extents.low, reach: -scaling.minimum).map {
      ScaledGroup(GroupParameters(positiveScale: 0, negativeScale: $0.value), $0)
    }
    return [
      Candidates(judged: .positive, groups: positive.uniqued()),
      Candidates(judged: .negative, groups: negative.uniqued()),
    ]
  }

  /// Nearest to 1 first, of two equally near the smaller one.
  static let factors: [Float] = (0...48)
    .sorted { (abs($0 - 40), $0) < (abs($1 - 40), $1) }
    .map { Float(40 + $0) / 80 }

  /// The squared error of every candidate over `weights`, in the order of `candidates`.
  func squaredErrors(over weights: Span<Float>) -> [[Double]] {
    guard let kernels = quantizer.kernels.kernels else {
      return candidates.map { side in
        side.groups.map { squaredError($0.parameters, over: weights, judged: side.judged) }
      }
    }
    return candidates.map { side in
      switch side.judged {
      case .all: return squaredErrors(of: side, over: weights, kernels)
      case .positive, .negative:
        var judged: [Float] = []
        judged.reserveCapacity(weights.count)
        for index in weights.indices
        where (weights[index] < 0) == (side.judged == .negative) {
          judged.append(weights[index])
        }
        return squaredErrors(of: side, over: judged.span, kernels)
      }
    }
  }

  private func squaredErrors(
    of side: Candidates, over weights: Span<Float>, _ kernels: KernelTable.Kernels
  ) -> [Double] {
    let groups = side.groups.map { qk_group($0.parameters) }
    var errors = [Double](repeating: 0, count: groups.count)
    weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return }
      quantizer.grid.withGrid(tensorScale: tensorScale) {
        kernels.squaredErrors($0, groups, groups.count, first, weights.count, &errors)
      }
    }
    return errors
  }

  private func squaredError(
    _ parameters: GroupParameters, over weights: Span<Float>, judged: Candidates.Judged
  ) -> Double {
    let effective = parameters.multiplied(by: tensorScale)
    let codec = quantizer.codec
    var sum = 0.0
    for index in weights.indices {
      let weight = weights[index]
      switch judged {
      case .all: break
      case .positive: if weight < 0 { continue }
      case .negative: if weight >= 0 { continue }
      }
      let error = Double(codec.decode(codec.encode(weight, effective), effective)) - Double(weight)
      sum += error * error
    }
    return sum
  }

  /// The parameters with the least error, of equals the first.
  func best(_ squaredErrors: [[Double]]) -> ScaledGroup {
    let winners = zip(candidates, squaredErrors).map { side, errors in
      side.groups[errors.indices.min { errors[$0] < errors[$1] } ?? 0]
    }
    guard winners.count == 2 else { return winners[0] }
    return ScaledGroup(positiveFrom: winners[0], negativeFrom: winners[1])
  }
}

extension ScaledGroup {
  /// Each side from the candidate that was judged by it.
  fileprivate init(positiveFrom positive: ScaledGroup, negativeFrom negative: ScaledGroup) {
    self.init(
      GroupParameters(
        positiveScale: positive.parameters.positiveScale,
        negativeScale: negative.parameters.negativeScale))
    clampedCount = positive.clampedCount + negative.clampedCount
  }
}

extension [ScaledGroup] {
  /// Every element once, at its first place: coarse scale formats repeat themselves.
  fileprivate func uniqued() -> [ScaledGroup] {
    var seen: Set<ScaledGroup> = []
    return filter { seen.insert($0).inserted }
  }
}
