import NumericFormats

/// Finds the group parameters of one row after the other, by the plain definition.
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

  init(layout: GroupLayout, quantizer: Quantizer, calibration: TensorCalibration) {
    self.layout = layout
    self.quantizer = quantizer
    self.calibration = calibration
    clampedCount = 0
    guard let onlyGroup = calibration.onlyGroup else { return }
    groups = [onlyGroup.parameters]
    effective = [onlyGroup.parameters.multiplied(by: calibration.tensorScale)]
  }

  /// Takes the parameters from the next row, unless the whole tensor has only one group.
  mutating func scale(_ row: Span<Float>) {
    guard calibration.onlyGroup == nil else { return }
    let extents = (0..<layout.groupsPerRow).map { index in
      GroupExtents(of: row.extracting(layout.columns(ofGroup: index)))
    }
    let context = quantizer.context(tensorScale: calibration.tensorScale) { extents }
    groups.removeAll(keepingCapacity: true)
    effective.removeAll(keepingCapacity: true)
    for index in 0..<layout.groupsPerRow {
      let weights = row.extracting(layout.columns(ofGroup: index))
      let group = quantizer.parameters(of: weights, extents[index], in: context)
      groups.append(group.parameters)
      effective.append(group.parameters.multiplied(by: calibration.tensorScale))
      clampedCount += group.clampedCount
    }
  }
}

extension Quantizer {
  /// The stored parameters of one group.
  func parameters(
    of weights: Span<Float>, _ extents: GroupExtents, in context: ScaleContext
  ) -> ScaledGroup {
    switch scheme.clipping {
    case .absoluteMaximum:
      return scaling.parameters(for: extents, in: context)
    case .leastSquares:
      let search = ClippingSearch(extents: extents, quantizer: self, context: context)
      return search.best(search.squaredErrors(over: weights))
    }
  }
}
