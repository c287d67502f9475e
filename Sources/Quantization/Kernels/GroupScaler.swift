import CQuantKernels
import NumericFormats

/// Finds the parameters of the groups of one stretch after the other.
struct GroupScaler {
  /// The stored parameters; the first ones are those of the stretch at hand.
  private(set) var groups: [qk_group]
  /// Parameters so far that the range of their storage format forced.
  private(set) var clampedCount = 0
  private let quantizer: Quantizer
  private let calibration: TensorCalibration
  private let kernels: KernelTable.Kernels
  private let scaling: qk_scaling?
  private var clipping: KernelClipping?
  private var high: [Float]
  private var low: [Float]

  /// - Parameter largestGroupCount: at most as many groups as a stretch has.
  init(
    _ quantizer: Quantizer, _ calibration: TensorCalibration, _ kernels: KernelTable.Kernels,
    largestGroupCount: Int
  ) {
    self.quantizer = quantizer
    self.calibration = calibration
    self.kernels = kernels
    scaling =
      quantizer.scheme.clipping == .absoluteMaximum
      ? quantizer.scaling.kernelScaling(tensorScale: calibration.tensorScale) : nil
    if quantizer.scheme.clipping == .leastSquares {
      clipping = KernelClipping(quantizer, tensorScale: calibration.tensorScale, kernels)
    }
    high = Array(repeating: 0, count: largestGroupCount)
    low = high
    groups = Array(repeating: qk_group(), count: largestGroupCount)
    if let onlyGroup = calibration.onlyGroup { groups = [qk_group(onlyGroup.parameters)] }
  }

  /// Takes the parameters from the next stretch, unless the whole tensor has only one group.
  mutating func scale(_ weights: UnsafePointer<Float>, _ stretch: Stretches.Element) {
    guard calibration.onlyGroup == nil else { return }
    kernels.extents(weights, stretch.weights.count, stretch.groupSize, &high, &low)
    if var scaling {
      var clamped: UInt64 = 0
      if kernels.scales(&scaling, high, low, stretch.groupCount, &groups, &clamped) != 0 {
        clampedCount += Int(clamped)
        return
      }
    }
    scalePlainly(UnsafeBufferPointer(start: weights, count: stretch.weights.count).span, stretch)
  }

  private mutating func scalePlainly(_ weights: Span<Float>, _ stretch: Stretches.Element) {
    // Weights mapped from a file may have changed since they were found finite.
    let limit = Float.greatestFiniteMagnitude
    let extents = (0..<stretch.groupCount).map {
      GroupExtents(high: min(high[$0], limit), low: max(low[$0], -limit))
    }
    let context = quantizer.context(tensorScale: calibration.tensorScale) { extents }
    for index in 0..<stretch.groupCount {
      let start = index * stretch.groupSize
      let end = min(start + stretch.groupSize, weights.count)
      let part = weights.extracting(start..<end)
      let group =
        clipping?.best(part, extents[index], context)
        ?? quantizer.parameters(of: part, extents[index], in: context)
      groups[index] = qk_group(group.parameters)
      clampedCount += group.clampedCount
    }
  }
}
