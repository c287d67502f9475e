import NumericFormats

/// GPTQ v2: a bit stream along the inputs of every output, transposed, so that word j of all
/// outputs stand together; zero points packed along the outputs, stored as they are; float16
/// scales [groups, outputs]; the group of every input.
///
/// Floating-point and NormalFloat tensors store the ascending index of the AFPQ authors' tables and
/// have no zero points; with two scales, `scales2` holds the negative ones.
extension PackingLayout {
  func gptqArrays(
    for tensor: String, scheme: QuantizationScheme, shape: MatrixShape
  ) throws(QuantizationError) -> [StoredArray] {
    let module = try module(of: tensor)
    let groups = try requireFullGroups(scheme, shape).groupsPerRow
    try requireGPTQ(scheme, shape)
    let words = shape.columns * scheme.bitWidth / 32
    var arrays = [StoredArray(module + ".qweight", .i32, [words, shape.rows])]
    if scheme.element.isInteger {
      let zeroWords = shape.rows * scheme.bitWidth / 32
      arrays.append(StoredArray(module + ".qzeros", .i32, [groups, zeroWords]))
    }
    arrays.append(StoredArray(module + ".scales", .f16, [groups, shape.rows]))
    if scheme.scaling == .twoScale {
      arrays.append(StoredArray(module + ".scales2", .f16, [groups, shape.rows]))
    }
    arrays.append(StoredArray(module + ".g_idx", .i32, [shape.columns]))
    return arrays
  }

  private func requireGPTQ(
    _ scheme: QuantizationScheme, _ shape: MatrixShape
  ) throws(QuantizationError) {
    let bits = scheme.bitWidth
    guard scheme.scaleFormat == .float16 else { throw refusal("its scales are float16") }
    guard shape.columns.isMultiple(of: 32) else {
      throw refusal("\(shape.columns) columns are no multiple of 32")
    }
    if scheme.element.isInteger {
      guard [2, 3, 4, 8].contains(bits) else { throw refusal("it has no integers of \(bits) bits") }
      guard scheme.scaling != .twoScale else { throw refusal("it has no integers with two scales") }
      guard (shape.rows * bits).isMultiple(of: 32) else {
        throw refusal("the zero points of \(shape.rows) rows do not fill 32-bit words")
      }
      return
    }
    guard scheme.scaling != .affine else { throw refusal("it has no offsets") }
    guard scheme.element.authorsTableIndex != nil else {
      throw refusal(
        "the authors' tables are FP3 E2M0, FP4 E2M1, NF3 and NF4, not \(scheme.element.name)")
    }
  }

  func gptqBytes(of tensor: QuantizedTensor) -> [[UInt8]] {
    let (scheme, shape) = (tensor.scheme, tensor.shape)
    let groups = tensor.layout.groupsPerRow
    let index = scheme.element.authorsTableIndex ?? { $0 }
    let codes = tensor.codes.map(index)
    var parts = [
      transposedStreams(codes, rows: shape.rows, columns: shape.columns, bits: scheme.bitWidth)
    ]
    if scheme.element.isInteger {
      // A symmetric integer is an affine one whose zero is the middle code.
      let middle = UInt8(1 << (scheme.bitWidth - 1))
      let zeros = byGroup(tensor) { scheme.scaling == .affine ? $0.zeroPoint : middle }
      parts.append(streams(zeros, rows: groups, columns: shape.rows, bits: scheme.bitWidth))
    }
    parts.append(halves(byGroup(tensor) { $0.positiveScale }))
    if scheme.scaling == .twoScale { parts.append(halves(byGroup(tensor) { $0.negativeScale })) }
    parts.append(
      (0..<shape.columns).flatMap { Int32($0 / tensor.layout.groupSize).littleEndianBytes })
    return parts
  }

  /// A parameter of every group, [groups, rows].
  private func byGroup<Value>(
    _ tensor: QuantizedTensor, _ parameter: (GroupParameters) -> Value
  ) -> [Value] {
    (0..<tensor.layout.groupsPerRow).flatMap { group in
      (0..<tensor.shape.rows).map { row in
        parameter(tensor.groups[tensor.layout.index(row: row, group: group)])
      }
    }
  }

  private func halves(_ values: [Float]) -> [UInt8] {
    values.flatMap { Float16($0).bitPattern.littleEndianBytes }
  }

  /// One bit stream a row, without padding.
  private func streams(_ codes: [UInt8], rows: Int, columns: Int, bits: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows * columns * bits / 8)
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      BitPacking.pack(codes.span.extracting(range), bitWidth: bits, into: &bytes)
    }
    return bytes
  }

  /// One bit stream a row, word j of every row together.
  private func transposedStreams(
    _ codes: [UInt8], rows: Int, columns: Int, bits: Int
  ) -> [UInt8] {
    let bytes = streams(codes, rows: rows, columns: columns, bits: bits)
    let rowBytes = columns * bits / 8
    var transposed = [UInt8](repeating: 0, count: bytes.count)
    for row in 0..<rows {
      for byte in 0..<rowBytes {
        let (word, lane) = (byte / 4, byte % 4)
        transposed[(word * rows + row) * 4 + lane] = bytes[row * rowBytes + byte]
      }
    }
    return transposed
  }
}

extension ElementFormat {
  /// From a code to its place in the ascending tables of the AFPQ authors' code, which list the
  /// zero of E2M1 and E2M0 twice; `nil` for formats they have no table of.
  var authorsTableIndex: ((UInt8) -> UInt8)? {
    switch self {
    case .table(.normalFloat3), .table(.normalFloat4), .integer: { $0 }
    case .minifloat(.e2m0): Self.ascendingIndex(middle: 4)
    case .minifloat(.e2m1): Self.ascendingIndex(middle: 8)
    case .minifloat, .table: nil
    }
  }

  /// Sign and magnitude to a place in the ascending list; zero is the lower of its two places.
  private static func ascendingIndex(middle: UInt8) -> (UInt8) -> UInt8 {
    { code in
      let magnitude = code & (middle - 1)
      let isNegativeOrZero = code >= middle || magnitude == 0
      return isNegativeOrZero ? middle - 1 - magnitude : middle + magnitude
    }
  }
}
