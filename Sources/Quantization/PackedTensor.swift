import CQuantKernels
import NumericFormats

/// The bytes of a quantized matrix in the project's own layout.
///
/// Codes: each row one bit stream (`BitPacking`), padded to a whole byte, so that rows stay
/// independent. Parameters: one entry per group, row-major, in the scheme's scale format.
public struct PackedTensor: Sendable, Hashable {
  public let scheme: QuantizationScheme
  public let shape: MatrixShape
  /// Codes, one padded bit stream a row.
  public let codes: [UInt8]
  /// The scales; with two scales those of the positive weights.
  public let scales: [UInt8]
  /// The scales of the negative weights, only with two scales.
  public let negativeScales: [UInt8]?
  /// One byte per group, only for affine integers.
  public let zeroPoints: [UInt8]?
  /// As `scales`, only for affine scaling of other elements.
  public let offsets: [UInt8]?
  /// Only where the scheme has one.
  public let tensorScale: Float?

  /// - Throws: `QuantizationError.damaged` when a part is missing, superfluous or has not the size
  ///   that scheme and shape ask for.
  public init(
    scheme: QuantizationScheme, shape: MatrixShape, codes: [UInt8], scales: [UInt8],
    negativeScales: [UInt8]? = nil, zeroPoints: [UInt8]? = nil, offsets: [UInt8]? = nil,
    tensorScale: Float? = nil
  ) throws(QuantizationError) {
    self.init(
      unchecked: scheme, shape: shape, codes: codes, scales: scales,
      negativeScales: negativeScales, zeroPoints: zeroPoints, offsets: offsets,
      tensorScale: tensorScale)
    try checkSizes()
  }

  init(
    unchecked scheme: QuantizationScheme, shape: MatrixShape, codes: [UInt8], scales: [UInt8],
    negativeScales: [UInt8]?, zeroPoints: [UInt8]?, offsets: [UInt8]?, tensorScale: Float?
  ) {
    self.scheme = scheme
    self.shape = shape
    self.codes = codes
    self.scales = scales
    self.negativeScales = negativeScales
    self.zeroPoints = zeroPoints
    self.offsets = offsets
    self.tensorScale = tensorScale
  }

  init(
    unchecked scheme: QuantizationScheme, shape: MatrixShape, codes: [UInt8],
    _ parameters: ParameterBytes, tensorScale: Float?
  ) {
    self.init(
      unchecked: scheme, shape: shape, codes: codes, scales: parameters.scales,
      negativeScales: parameters.negativeScales, zeroPoints: parameters.zeroPoints,
      offsets: parameters.offsets, tensorScale: tensorScale)
  }

  /// All stored bytes, as `QuantizationScheme.storedByteCount(for:)` promises them.
  public var byteCount: Int {
    codes.count + scales.count + (negativeScales?.count ?? 0) + (zeroPoints?.count ?? 0)
      + (offsets?.count ?? 0) + (tensorScale == nil ? 0 : 4)
  }
}

extension QuantizedTensor {
  /// The tensor as bytes; `PackedTensor.unpacked()` undoes it exactly.
  public func packed() -> PackedTensor {
    var parameters = ParameterBytes(scheme, groupCount: groups.count)
    parameters.append(groups.map(qk_group.init)[...])
    return PackedTensor(
      unchecked: scheme, shape: shape,
      codes: BitPacking.packed(codes.span, shape, bitWidth: scheme.bitWidth), parameters,
      tensorScale: tensorScale)
  }
}
