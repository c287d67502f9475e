import CQuantKernels
import NumericFormats

extension PackedTensor {
  /// The codes and parameters again, equal to what was packed.
  ///
  /// - Throws: `QuantizationError.damaged` for codes that stand for no value, and for scales that
  ///   are NaN, infinite or negative: the bytes may come from a stranger's file.
  public func unpacked() throws(QuantizationError) -> QuantizedTensor {
    let quantizer: Quantizer
    do throws(SchemeError) {
      quantizer = try Quantizer(scheme)
    } catch {
      throw .invalidScheme(error)
    }
    return QuantizedTensor(
      scheme: scheme, layout: layout, codes: try unpackedCodes(quantizer.codebook),
      groups: try unpackedGroups(), tensorScale: tensorScale, clampedScaleCount: 0,
      quantizer: quantizer)
  }

  var layout: GroupLayout { GroupLayout(shape, scheme.granularity) }

  private func unpackedCodes(_ codebook: Codebook) throws(QuantizationError) -> [UInt8] {
    var codes = [UInt8](repeating: 0, count: shape.count)
    unpackCodes(of: 0..<shape.rows, to: &codes)
    if zeroPoints == nil { try check(codes.span, codebook) }
    return codes
  }

  /// The codes of some rows to the start of `codes`.
  func unpackCodes(of rows: Range<Int>, to unpacked: inout [UInt8]) {
    let part = MatrixShape(rows: rows.count, columns: shape.columns)
    let rowBytes = BitPacking.byteCount(of: shape.columns, bitWidth: scheme.bitWidth)
    let bytes = codes.span.extracting(rows.lowerBound * rowBytes..<rows.upperBound * rowBytes)
    BitPacking.unpack(bytes, part, bitWidth: scheme.bitWidth, to: &unpacked)
  }

  /// Refuses codes that stand for no value.
  func check(_ codes: Span<UInt8>, _ codebook: Codebook) throws(QuantizationError) {
    for index in codes.indices where codebook.valuesByCode[Int(codes[index])].isNaN {
      throw .damaged(
        part: "codes", reason: "\(codes[index]) stands for no value of \(scheme.element.name)")
    }
  }

  func unpackedGroups() throws(QuantizationError) -> [GroupParameters] {
    try checkParameters()
    var reader = ParameterReader(largestCount: layout.groupCount)
    reader.read(0..<layout.groupCount, of: self)
    return reader.groups.map { GroupParameters($0) }
  }
}

extension PackedTensor {
  /// Compares every part with what scheme and shape ask for.
  func checkSizes() throws(QuantizationError) {
    let groupCount = layout.groupCount
    let scaleBytes = groupCount * scheme.scaleFormat.bitWidth / 8
    let isAffine = scheme.scaling == .affine
    let isInteger = scheme.element.isInteger
    let rowBytes = BitPacking.byteCount(of: shape.columns, bitWidth: scheme.bitWidth)
    try check("codes", codes, shape.rows * rowBytes)
    try check("scales", scales, scaleBytes)
    try check("negative scales", negativeScales, scheme.scaling == .twoScale ? scaleBytes : nil)
    try check("zero points", zeroPoints, isAffine && isInteger ? groupCount : nil)
    try check("offsets", offsets, isAffine && !isInteger ? scaleBytes : nil)
    guard (tensorScale != nil) == (scheme.scaleFormat == .e4m3WithTensorScale) else {
      throw .damaged(
        part: "tensor scales",
        reason: tensorScale == nil ? "\(scheme) needs one" : "\(scheme) has none")
    }
  }

  private func check(
    _ part: String, _ bytes: [UInt8]?, _ expected: Int?
  ) throws(QuantizationError) {
    switch (bytes, expected) {
    case (nil, nil): return
    case (nil, _): throw .damaged(part: part, reason: "\(scheme) needs them")
    case (_, nil): throw .damaged(part: part, reason: "\(scheme) has none")
    case (let bytes?, let expected?):
      if bytes.count == expected { return }
      throw .damaged(
        part: part,
        reason: "\(bytes.count) bytes instead of \(expected) for \(shape.rows) × \(shape.columns)")
    }
  }
}
