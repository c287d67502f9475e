import CQuantKernels
import NumericFormats

/// Finds the group parameters of one row after the other.
struct RowScaler {
  let layout: GroupLayout
  /// The stored parameters of the row's groups.
  private(set) var groups: [GroupParameters] = []
  /// The same with the tensor scale multiplied in.
  private(set) var effective: [GroupParameters] = []
  /// Parameters so far that the range of their storage format forced.
  private(set) var clampedCount: Int
  private let quantizer: Quantizer
  private let calibration: TensorCalibration
  private var high: [Float]
  private var low: [Float]

  init(layout: GroupLayout, quantizer: Quantizer, calibration: TensorCalibration) {
    self.layout = layout
    self.quantizer = quantizer
    self.calibration = calibration
    high = Array(repeating: 0, count: layout.groupsPerRow)
    low = high
    clampedCount = 0
    guard let onlyGroup = calibration.onlyGroup else { return }
    groups = [onlyGroup.parameters]
    effective = [onlyGroup.parameters.multiplied(by: calibration.tensorScale)]
  }

  /// Takes the parameters from the next row, unless the whole tensor has only one group.
  mutating func scale(_ row: Span<Float>) {
    guard calibration.onlyGroup == nil else { return }
    measure(row)
    let context = quantizer.context(tensorScale: calibration.tensorScale) {
      (0..<layout.groupsPerRow).map(extents(ofGroup:))
    }
    groups.removeAll(keepingCapacity: true)
    effective.removeAll(keepingCapacity: true)
    for index in 0..<layout.groupsPerRow {
      let group = scaled(row, index, context)
      groups.append(group.parameters)
      effective.append(group.parameters.multiplied(by: calibration.tensorScale))
      clampedCount += group.clampedCount
    }
  }

  private func extents(ofGroup index: Int) -> GroupExtents {
    GroupExtents(high: high[index], low: low[index])
  }

  private mutating func measure(_ row: Span<Float>) {
    guard let kernels = quantizer.loops.table.kernels else {
      for index in 0..<layout.groupsPerRow {
        let extents = GroupExtents(of: row.extracting(layout.columns(ofGroup: index)))
        (high[index], low[index]) = (extents.high, extents.low)
      }
      return
    }
    row.withUnsafeBufferPointer { row in
      guard let first = row.baseAddress else { return }
      kernels.extents(first, row.count, layout.groupSize, &high, &low)
    }
  }

  private func scaled(_ row: Span<Float>, _ index: Int, _ context: ScaleContext) -> ScaledGroup {
    let extents = extents(ofGroup: index)
    switch quantizer.scheme.clipping {
    case .absoluteMaximum:
      return quantizer.scaling.parameters(for: extents, in: context)
    case .leastSquares:
      let search = ClippingSearch(extents: extents, quantizer: quantizer, context: context)
      let weights = row.extracting(layout.columns(ofGroup: index))
      return search.best(search.squaredErrors(over: weights, givesUp: true))
    }
  }
}
