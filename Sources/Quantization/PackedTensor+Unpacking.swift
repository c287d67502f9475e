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
      codec: quantizer.codec)
  }

  var layout: GroupLayout { GroupLayout(shape, scheme.granularity) }

  private func unpackedCodes(_ codebook: Codebook) throws(QuantizationError) -> [UInt8] {
    var unpacked: [UInt8] = []
    unpacked.reserveCapacity(shape.count)
    let rowBytes = BitPacking.byteCount(of: shape.columns, bitWidth: scheme.bitWidth)
    for row in 0..<shape.rows {
      BitPacking.unpack(
        codes.span.extracting(row * rowBytes..<(row + 1) * rowBytes), count: shape.columns,
        bitWidth: scheme.bitWidth, into: &unpacked)
    }
    let isAffineInteger = zeroPoints != nil
    if !isAffineInteger, let bad = unpacked.first(where: { codebook.valuesByCode[Int($0)].isNaN }) {
      throw .damaged(part: "codes", reason: "\(bad) stands for no value of \(scheme.element.name)")
    }
    return unpacked
  }

  private func unpackedGroups() throws(QuantizationError) -> [GroupParameters] {
    let positive = try scaleValues(scales, "scales")
    let negative = try negativeScales.map { bytes throws(QuantizationError) in
      try scaleValues(bytes, "negative scales")
    }
    let offsets = try offsets.map { bytes throws(QuantizationError) in
      try values(bytes, "offsets")
    }
    let limit = (1 << scheme.bitWidth) - 1
    if let bad = zeroPoints?.first(where: { Int($0) > limit }) {
      throw .damaged(part: "zero points", reason: "\(bad) is more than \(limit)")
    }
    if let tensorScale, !(tensorScale > 0 && tensorScale.isFinite) {
      throw .damaged(part: "tensor scales", reason: "\(tensorScale) is no positive number")
    }
    return positive.indices.map { index in
      var group = GroupParameters(
        positiveScale: positive[index], negativeScale: (negative ?? positive)[index])
      group.zeroPoint = zeroPoints?[index] ?? 0
      group.offset = offsets?[index] ?? 0
      return group
    }
  }

  private func scaleValues(
    _ bytes: [UInt8], _ part: String
  ) throws(QuantizationError) -> [Float] {
    let values = try values(bytes, part)
    if let bad = values.first(where: { $0 < 0 }) {
      throw .damaged(part: part, reason: "\(bad) is negative")
    }
    return values
  }

  private func values(_ bytes: [UInt8], _ part: String) throws(QuantizationError) -> [Float] {
    let width = scheme.scaleFormat.bitWidth / 8
    var values: [Float] = []
    values.reserveCapacity(bytes.count / width)
    for start in stride(from: 0, to: bytes.count, by: width) {
      let pattern = (0..<width).reduce(UInt32(0)) {
        $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1)
      }
      guard let value = scheme.scaleFormat.value(ofBitPattern: pattern) else {
        throw .damaged(part: part, reason: "number \(start / width) is NaN or infinite")
      }
      values.append(value)
    }
    return values
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
