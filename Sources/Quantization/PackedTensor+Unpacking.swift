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
    var unpacked: [UInt8] = []
    unpacked.reserveCapacity(shape.count)
    appendCodes(of: 0..<shape.rows, to: &unpacked)
    if zeroPoints == nil { try check(unpacked, codebook) }
    return unpacked
  }

  /// Appends the codes of some rows.
  func appendCodes(of rows: Range<Int>, to unpacked: inout [UInt8]) {
    let rowBytes = BitPacking.byteCount(of: shape.columns, bitWidth: scheme.bitWidth)
    // Rows that fill their bytes are one stream.
    let isOneStream = (shape.columns * scheme.bitWidth).isMultiple(of: 8)
    let step = isOneStream ? max(rows.count, 1) : 1
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      BitPacking.unpack(
        codes.span.extracting(row * rowBytes..<(row + step) * rowBytes),
        count: step * shape.columns, bitWidth: scheme.bitWidth, into: &unpacked)
    }
  }

  /// Refuses codes that stand for no value.
  func check(_ unpacked: [UInt8], _ codebook: Codebook) throws(QuantizationError) {
    if let bad = unpacked.first(where: { codebook.valuesByCode[Int($0)].isNaN }) {
      throw .damaged(part: "codes", reason: "\(bad) stands for no value of \(scheme.element.name)")
    }
  }

  func unpackedGroups() throws(QuantizationError) -> [GroupParameters] {
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
    var groups = positive.map { GroupParameters(scale: $0) }
    // Part by part, because asking for each part of every group takes longer than all else.
    if let negative {
      for index in groups.indices { groups[index].negativeScale = negative[index] }
    }
    if let zeroPoints {
      for index in groups.indices { groups[index].zeroPoint = zeroPoints[index] }
    }
    if let offsets { for index in groups.indices { groups[index].offset = offsets[index] } }
    return groups
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
    let values = scheme.scaleFormat.values(of: bytes)
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw .damaged(part: part, reason: "number \(bad) is NaN or infinite")
    }
    return values
  }
}

extension ScaleFormat {
  /// The numbers that little-endian bits stand for, NaN and infinities included.
  fileprivate func values(of bytes: [UInt8]) -> [Float] {
    let count = bytes.count / (bitWidth / 8)
    let kernels = qk_best().pointee
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes { bytes in
        guard let first = bytes.baseAddress, let target = buffer.baseAddress else { return }
        switch self {
        case .float32: kernels.widen(QK_ELEMENT_F32, first, count, target)
        case .float16: kernels.widen(QK_ELEMENT_F16, first, count, target)
        case .bfloat16: kernels.widen(QK_ELEMENT_BF16, first, count, target)
        case .e4m3, .e4m3WithTensorScale: kernels.widen(QK_ELEMENT_E4M3, first, count, target)
        case .e5m2: kernels.widen(QK_ELEMENT_E5M2, first, count, target)
        case .e8m0:
          for index in 0..<count {
            target[index] = value(ofBitPattern: UInt32(bytes[index])) ?? .nan
          }
        }
      }
      initialized = count
    }
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
