import CQuantKernels
import NumericFormats

/// Finds the parameters of the groups of one stretch after the other.
struct GroupScaler {
  /// The stored parameters; the first ones are those of the stretch at hand.
  private(set) var groups: [qk_group]
  /// Parameters so far that the range of their storage format forced.
  private(set) var clampedCount = 0
  /// Whether the weights of the stretch at hand are known to lie within the cells of the grid.
  private(set) var isWithinCells = false
  private let quantizer: Quantizer
  private let calibration: TensorCalibration
  private let kernels: KernelTable.Kernels
  /// The rule by kernels, where `hasRule`; not optional, so that no stretch copies it.
  private var rule = qk_scaling()
  private var hasRule = false
  private var clipping: KernelClipping?
  /// The weights of the stretch at hand as float32, where the scales do not follow from extents.
  private var room: [Float] = []

  /// - Parameter largestGroupCount: at most as many groups as a stretch has.
  init(
    _ quantizer: Quantizer, _ calibration: TensorCalibration, _ kernels: KernelTable.Kernels,
    largestGroupCount: Int
  ) {
    self.quantizer = quantizer
    self.calibration = calibration
    self.kernels = kernels
    groups = Array(repeating: qk_group(), count: largestGroupCount)
    switch quantizer.scheme.clipping {
    case .absoluteMaximum:
      let known = quantizer.kernelScaling(tensorScale: calibration.tensorScale)
      if let known { (rule, hasRule) = (known, true) }
    case .leastSquares:
      clipping = KernelClipping(quantizer, tensorScale: calibration.tensorScale, kernels)
    }
    if let onlyGroup = calibration.onlyGroup { groups = [qk_group(onlyGroup.parameters)] }
  }

  /// Takes the parameters from the next stretch, unless the whole tensor has only one group.
  mutating func scale(_ measured: MeasuredStretch, _ extents: borrowing KernelExtents) {
    guard calibration.onlyGroup == nil else { return }
    let stretch = measured.stretch
    if hasRule {
      var clamped: UInt64 = 0
      let scaled = kernels.scales(
        &rule, extents.high, extents.low, stretch.groupCount, &groups, &clamped)
      isWithinCells = scaled == QK_SCALED_WITHIN_CELLS
      if scaled != QK_SCALED_NONE {
        clampedCount += Int(clamped)
        return
      }
    }
    widen(measured.weights, count: stretch.weights.count)
    var index = clip(stretch, extents, from: 0)
    guard index < stretch.groupCount else { return }
    let all = (0..<stretch.groupCount).map { extents[$0] }
    let context = quantizer.context(tensorScale: calibration.tensorScale) { all }
    while index < stretch.groupCount {
      scalePlainly(index, of: stretch, all[index], context)
      index += 1 + clip(stretch, extents, from: index + 1)
    }
  }

  private mutating func widen(_ weights: KernelWeights, count: Int) {
    if room.count < count { room = Array(repeating: 0, count: count) }
    kernels.widen(weights.element, weights.start, count, &room)
  }

  /// Takes the parameters of groups by the kernels' search for their clipping, from one on.
  ///
  /// - Returns: how many groups they are.
  private mutating func clip(
    _ stretch: Stretches.Element, _ extents: borrowing KernelExtents, from index: Int
  ) -> Int {
    guard index < stretch.groupCount else { return 0 }
    return clipping?.scale(
      room.prefix(stretch.weights.count), groupSize: stretch.groupSize, from: index,
      high: extents.high, low: extents.low, into: &groups, clampedCount: &clampedCount) ?? 0
  }

  private mutating func scalePlainly(
    _ index: Int, of stretch: Stretches.Element, _ extents: GroupExtents, _ context: ScaleContext
  ) {
    let start = index * stretch.groupSize
    let end = min(start + stretch.groupSize, stretch.weights.count)
    let group = quantizer.parameters(
      of: room.span.extracting(start..<end), extents, in: context)
    groups[index] = qk_group(group.parameters)
    clampedCount += group.clampedCount
  }
}
