import CQuantKernels
import NumericFormats

/// Rows quantized straight to their bytes, each weight read once.
///
/// The rows are gone through in stretches that stay in a core's first cache while they are measured,
/// encoded and packed; the bytes go where they stay.
struct PackingPass {
  private let quantizer: Quantizer
  private let calibration: TensorCalibration
  private let kernels: KernelTable.Kernels
  private let layout: GroupLayout
  private let stretches: Stretches

  /// - Parameter shape: the rows at hand.
  init(
    _ quantizer: Quantizer, _ calibration: TensorCalibration, shape: MatrixShape,
    _ kernels: KernelTable.Kernels
  ) {
    self.quantizer = quantizer
    self.calibration = calibration
    self.kernels = kernels
    layout = GroupLayout(shape, quantizer.scheme.granularity)
    stretches = quantizer.stretches(layout)
  }

  /// At most as many weights as are asked for at once.
  var largestWeightCount: Int { stretches.largestWeightCount }

  /// The rows as bytes.
  ///
  /// - Returns: `nil` where a weight is not finite.
  func packed(_ reader: StretchReader) -> PackedTensor? {
    let scheme = quantizer.scheme
    var parameters = ParameterBytes(scheme, groupCount: layout.groupCount)
    var areFinite = true
    let size = BitPacking.byteCount(of: layout.shape, bitWidth: scheme.bitWidth)
    let codes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      if let target = buffer.baseAddress {
        areFinite = pack(reader, to: target, &parameters)
      }
      initialized = areFinite ? size : 0
    }
    guard areFinite else { return nil }
    if let onlyGroup = calibration.onlyGroup { parameters.append([qk_group(onlyGroup.parameters)]) }
    return PackedTensor(
      unchecked: scheme, shape: layout.shape, codes: codes, parameters,
      tensorScale: scheme.scaleFormat == .e4m3WithTensorScale ? calibration.tensorScale : nil)
  }

  /// - Returns: whether all weights are finite; the bytes mean nothing otherwise.
  private func pack(
    _ reader: StretchReader, to target: UnsafeMutablePointer<UInt8>,
    _ parameters: inout ParameterBytes
  ) -> Bool {
    var measurer = StretchMeasurer(stretches, reader, .all, kernels)
    var scaler = GroupScaler(
      quantizer, calibration, kernels, largestGroupCount: stretches.largestGroupCount)
    return CodePacker.packing(
      layout.shape, bitWidth: quantizer.scheme.bitWidth, largestCount: largestWeightCount,
      to: target, kernels
    ) { packer in
      withExtendedLifetime(quantizer) {
        var grid = quantizer.grid.unowned(tensorScale: calibration.tensorScale)
        while let measured = measurer.next() {
          let (stretch, weights) = (measured.stretch, measured.weights)
          scaler.scale(measured, measurer.extents)
          if calibration.onlyGroup == nil {
            parameters.append(scaler.groups.prefix(stretch.groupCount))
          }
          grid.lieWithinCells(scaler.isWithinCells)
          packer.append(stretch.weights.count) { codes in
            measurer.measureNext(along: measured) { ahead in
              kernels.encode(
                &grid, scaler.groups, weights.element, weights.start, stretch.weights.count,
                stretch.groupSize, ahead, codes)
            }
          }
        }
        return measurer.areFinite
      }
    }
  }
}
