import NumericFormats

extension PackingLayout {
  func rowsArrays(
    for tensor: String, scheme: QuantizationScheme, shape: MatrixShape
  ) -> [StoredArray] {
    let layout = GroupLayout(shape, scheme.granularity)
    let groups = layout.isOneGroup ? [1, 1] : [shape.rows, layout.groupsPerRow]
    let rowBytes = BitPacking.byteCount(of: shape.columns, bitWidth: scheme.bitWidth)
    let scaleType = scheme.scaleFormat.elementType
    var arrays = [
      StoredArray(tensor + ".codes", .u8, [shape.rows, rowBytes]),
      StoredArray(tensor + ".scale", scaleType, groups),
    ]
    switch (scheme.scaling, scheme.element.isInteger) {
    case (.symmetric, _): break
    case (.twoScale, _): arrays.append(StoredArray(tensor + ".scale_negative", scaleType, groups))
    case (.affine, true): arrays.append(StoredArray(tensor + ".zero_point", .u8, groups))
    case (.affine, false): arrays.append(StoredArray(tensor + ".offset", scaleType, groups))
    }
    if scheme.scaleFormat == .e4m3WithTensorScale {
      arrays.append(StoredArray(tensor + ".tensor_scale", .f32, [1]))
    }
    return arrays
  }
}

extension PackedTensor {
  /// The parts that exist, in the order of their arrays under `PackingLayout.rows`.
  public var parts: [[UInt8]] {
    let tensorScale = tensorScale.map { $0.bitPattern.littleEndianBytes }
    return [codes, scales, negativeScales, zeroPoints, offsets, tensorScale].compactMap { $0 }
  }
}

extension FixedWidthInteger {
  /// The bytes of the number, the lowest first.
  var littleEndianBytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
  }
}
