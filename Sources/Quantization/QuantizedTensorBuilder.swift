import NumericFormats

/// Quantizes row after row.
struct QuantizedTensorBuilder {
  private let quantizer: Quantizer
  private let calibration: TensorCalibration
  private var scaler: RowScaler
  private var codes: [UInt8] = []
  private var groups: [GroupParameters] = []

  init(layout: GroupLayout, quantizer: Quantizer, calibration: TensorCalibration) {
    self.quantizer = quantizer
    self.calibration = calibration
    scaler = RowScaler(layout: layout, quantizer: quantizer, calibration: calibration)
    codes.reserveCapacity(layout.shape.count)
    groups.reserveCapacity(layout.groupCount)
    if let onlyGroup = calibration.onlyGroup { groups.append(onlyGroup.parameters) }
  }

  mutating func addRow(_ row: Span<Float>) {
    scaler.scale(row)
    if calibration.onlyGroup == nil { groups += scaler.groups }
    quantizer.loops.appendCodes(of: row, scaler.effective, scaler.layout, to: &codes)
  }

  func finished() -> QuantizedTensor {
    QuantizedTensor(
      scheme: quantizer.scheme, layout: scaler.layout, codes: codes, groups: groups,
      tensorScale: quantizer.scheme.scaleFormat == .e4m3WithTensorScale
        ? calibration.tensorScale : nil,
      clampedScaleCount: scaler.clampedCount + (calibration.onlyGroup?.clampedCount ?? 0),
      codec: quantizer.codec)
  }
}
