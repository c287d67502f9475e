import CQuantKernels

/// Codes of 2 to 8 bits as a dense little-endian bit stream: code k takes bits b·k … b·k + b − 1,
/// counted from the lowest bit of the first byte. Bits behind the last code are 0.
public enum BitPacking {
  /// Bytes that `count` codes take.
  public static func byteCount(of count: Int, bitWidth: Int) -> Int {
    (count * bitWidth + 7) / 8
  }

  /// Bytes that the codes of a matrix take, every row padded to a whole byte.
  static func byteCount(of shape: MatrixShape, bitWidth: Int) -> Int {
    shape.rows * byteCount(of: shape.columns, bitWidth: bitWidth)
  }

  /// Appends one row of codes, padded to a whole byte.
  ///
  /// - Precondition: every code has at most `bitWidth` bits, which is at most 8.
  public static func pack(_ codes: Span<UInt8>, bitWidth: Int, into bytes: inout [UInt8]) {
    bytes += packed(codes, MatrixShape(rows: 1, columns: codes.count), bitWidth: bitWidth)
  }

  /// The codes of a matrix, each row padded to a whole byte.
  static func packed(_ codes: Span<UInt8>, _ shape: MatrixShape, bitWidth: Int) -> [UInt8] {
    precondition((1...8).contains(bitWidth) && codes.count == shape.count)
    let streams = streams(of: shape, bitWidth: bitWidth)
    let size = byteCount(of: streams, bitWidth: bitWidth)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      codes.withUnsafeBufferPointer { codes in
        guard let first = codes.baseAddress, let target = buffer.baseAddress else { return }
        let streamSize = byteCount(of: streams.columns, bitWidth: bitWidth)
        for stream in 0..<streams.rows {
          qk_best().pointee.pack(
            first + stream * streams.columns, streams.columns, Int32(bitWidth),
            target + stream * streamSize)
        }
      }
      initialized = size
    }
  }

  /// The rows as bit streams that start with bytes of their own: rows that fill their bytes are one.
  static func streams(of shape: MatrixShape, bitWidth: Int) -> MatrixShape {
    let fillsBytes = (shape.columns * bitWidth).isMultiple(of: 8)
    return fillsBytes ? MatrixShape(rows: 1, columns: shape.count) : shape
  }

  /// Appends the `count` codes of one row.
  ///
  /// - Precondition: `bytes` has at least `byteCount(of:bitWidth:)` bytes.
  public static func unpack(
    _ bytes: Span<UInt8>, count: Int, bitWidth: Int, into codes: inout [UInt8]
  ) {
    var row = [UInt8](repeating: 0, count: count)
    unpack(bytes, MatrixShape(rows: 1, columns: count), bitWidth: bitWidth, to: &row)
    codes += row
  }

  /// The codes of a matrix, each of whose rows starts with a byte of its own, to the start of
  /// `codes`.
  ///
  /// - Precondition: `bytes` has the bytes of all rows, and `codes` room for all codes.
  static func unpack(
    _ bytes: Span<UInt8>, _ shape: MatrixShape, bitWidth: Int, to codes: inout [UInt8]
  ) {
    precondition((1...8).contains(bitWidth) && codes.count >= shape.count)
    precondition(bytes.count >= byteCount(of: shape, bitWidth: bitWidth))
    let streams = streams(of: shape, bitWidth: bitWidth)
    let streamSize = byteCount(of: streams.columns, bitWidth: bitWidth)
    bytes.withUnsafeBufferPointer { bytes in
      codes.withUnsafeMutableBufferPointer { codes in
        guard let first = bytes.baseAddress, let target = codes.baseAddress else { return }
        for stream in 0..<streams.rows {
          qk_best().pointee.unpack(
            first + stream * streamSize, streams.columns, Int32(bitWidth),
            target + stream * streams.columns)
        }
      }
    }
  }
}
