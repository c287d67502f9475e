import CQuantKernels
import NumericFormats

extension Quantizer {
  /// Quantizes whole rows straight to their bytes: what `quantize(_:shape:calibration:)` and
  /// `packed()` give, without a byte for every code in between.
  ///
  /// - Parameters: as there.
  /// - Throws: `QuantizationError` for NaN or infinite weights, or a wrong number of them.
  public func pack(
    _ weights: Span<Float>, shape: MatrixShape, calibration: TensorCalibration
  ) throws(QuantizationError) -> PackedTensor {
    guard let kernels = kernels.kernels else {
      return try quantize(weights, shape: shape, calibration: calibration).packed()
    }
    guard weights.count == shape.count else {
      throw .shapeMismatch(shape: [shape.rows, shape.columns], count: weights.count)
    }
    var parameters = ParameterBytes(scheme)
    if let onlyGroup = calibration.onlyGroup { parameters.append([onlyGroup.parameters]) }
    let codes = try packedCodes(weights, shape, calibration, kernels, &parameters)
    return PackedTensor(
      unchecked: scheme, shape: shape, codes: codes, scales: parameters.scales,
      negativeScales: parameters.negativeScales, zeroPoints: parameters.zeroPoints,
      offsets: parameters.offsets,
      tensorScale: scheme.scaleFormat == .e4m3WithTensorScale ? calibration.tensorScale : nil)
  }

  /// As many codes as stay in a core's first cache until they are packed.
  private static let weightsPerBand = 1 << 14

  private func packedCodes(
    _ weights: Span<Float>, _ shape: MatrixShape, _ calibration: TensorCalibration,
    _ kernels: KernelTable.Kernels, _ parameters: inout ParameterBytes
  ) throws(QuantizationError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      shape.rows * BitPacking.byteCount(of: shape.columns, bitWidth: scheme.bitWidth))
    let rowsPerBand = max(1, Self.weightsPerBand / max(shape.columns, 1))
    for firstRow in stride(from: 0, to: shape.rows, by: rowsPerBand) {
      let rows = min(rowsPerBand, shape.rows - firstRow)
      let start = firstRow * shape.columns
      let band = weights.extracting(start..<start + rows * shape.columns)
      let layout = GroupLayout(
        MatrixShape(rows: rows, columns: shape.columns), scheme.granularity)
      let coded = codes(of: band, layout, calibration, kernels)
      guard coded.areFinite else { throw nonFinite(weights) }
      parameters.append(coded.groups)
      BitPacking.pack(
        coded.codes.span, rows: rows, bitWidth: scheme.bitWidth, into: &bytes)
    }
    return bytes
  }
}
