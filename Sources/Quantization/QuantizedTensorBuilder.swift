import NumericFormats

/// Quantizes row after row.
struct QuantizedTensorBuilder {
  private let layout: GroupLayout
  private let quantizer: Quantizer
  private let calibration: TensorCalibration
  private var codes: [UInt8] = []
  private var groups: [GroupParameters] = []
  private var clampedCount: Int

  init(layout: GroupLayout, quantizer: Quantizer, calibration: TensorCalibration) {
    self.layout = layout
    self.quantizer = quantizer
    self.calibration = calibration
    codes.reserveCapacity(layout.shape.count)
    groups.reserveCapacity(layout.groupCount)
    clampedCount = calibration.onlyGroup?.clampedCount ?? 0
    if let onlyGroup = calibration.onlyGroup { groups.append(onlyGroup.parameters) }
  }

  mutating func addRow(_ row: Span<Float>) {
    if let onlyGroup = calibration.onlyGroup {
      encode(row, onlyGroup.parameters)
      return
    }
    let ranges = (0..<layout.groupsPerRow).map(layout.columns(ofGroup:))
    let extents = ranges.map { GroupExtents(of: row.extracting($0)) }
    let context = quantizer.context(tensorScale: calibration.tensorScale, rowExtents: extents)
    for (range, extents) in zip(ranges, extents) {
      let weights = row.extracting(range)
      let group = parameters(weights, extents, context)
      groups.append(group.parameters)
      clampedCount += group.clampedCount
      encode(weights, group.parameters)
    }
  }

  private func parameters(
    _ weights: Span<Float>, _ extents: GroupExtents, _ context: ScaleContext
  ) -> ScaledGroup {
    switch quantizer.scheme.clipping {
    case .absoluteMaximum:
      return quantizer.scaling.parameters(for: extents, in: context)
    case .leastSquares:
      let search = ClippingSearch(
        extents: extents, scaling: quantizer.scaling, codec: quantizer.codec, context: context)
      return search.best(search.squaredErrors(over: weights))
    }
  }

  private mutating func encode(_ weights: Span<Float>, _ parameters: GroupParameters) {
    let effective = parameters.multiplied(by: calibration.tensorScale)
    let codec = quantizer.codec
    for index in weights.indices {
      codes.append(codec.encode(weights[index], effective))
    }
  }

  func finished() -> QuantizedTensor {
    QuantizedTensor(
      scheme: quantizer.scheme, layout: layout, codes: codes, groups: groups,
      tensorScale: quantizer.scheme.scaleFormat == .e4m3WithTensorScale
        ? calibration.tensorScale : nil,
      clampedScaleCount: clampedCount, codec: quantizer.codec)
  }
}
