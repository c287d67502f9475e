import CQuantKernels
import NumericFormats

/// The clipping search of one run of groups after the other, by kernels.
///
/// The candidates and the choice are those of `ClippingSearch`.
struct KernelClipping {
  private let kernels: KernelTable.Kernels
  private let clipping: qk_clipping
  /// Valid as long as the caller keeps the quantizer.
  private let grid: qk_grid
  /// Where the weights of a group are put together by sign.
  private var room: [Float] = []

  /// The factors of the search, filled up to whole vectors with the last one.
  private static let factors: FixedTable<Float> = {
    let factors = ClippingSearch.factors
    let last = factors[factors.count - 1]
    return FixedTable(factors + Array(repeating: last, count: 64 - factors.count))
  }()

  /// - Returns: `nil` where the kernels do not know the scheme's scales.
  init?(_ quantizer: Quantizer, tensorScale: Float, _ kernels: KernelTable.Kernels) {
    guard let own = quantizer.scaling.kernelScaling(tensorScale: tensorScale) else { return nil }
    self.kernels = kernels
    grid = quantizer.grid.unowned(tensorScale: tensorScale)
    clipping = qk_clipping(
      own: own, shared: quantizer.scaling.sharedKernelScaling(own, tensorScale: tensorScale),
      factors: Self.factors.first, factor_count: ClippingSearch.factors.count)
  }

  /// Takes the parameters of groups from the one at `index` on.
  ///
  /// - Parameters:
  ///   - weights: of all groups.
  ///   - high: the largest weight of every group, at least 0.
  ///   - low: the smallest one, at most 0.
  ///   - clampedCount: is added to for every parameter that the range of its storage format forced.
  /// - Returns: how many groups they are: not all that are left where the extents of the next one
  ///   are too large or too small for the kernels.
  mutating func scale(
    _ weights: ArraySlice<Float>, groupSize: Int, from index: Int,
    high: UnsafePointer<Float>, low: UnsafePointer<Float>,
    into groups: UnsafeMutablePointer<qk_group>, clampedCount: inout Int
  ) -> Int {
    let needed = 2 * groupSize + 64
    if room.count < needed { room = Array(repeating: 0, count: needed) }
    let start = index * groupSize
    var (grid, clipping, clamped) = (grid, clipping, UInt64(0))
    let count = weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return 0 }
      return kernels.clip(
        &grid, &clipping, high + index, low + index, first + start, weights.count - start,
        groupSize, &room, groups + index, &clamped)
    }
    clampedCount += Int(clamped)
    return count
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
