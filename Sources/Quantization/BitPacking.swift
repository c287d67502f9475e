import CQuantKernels

/// Codes of 2 to 8 bits as a dense little-endian bit stream: code k takes bits b·k … b·k + b − 1,
/// counted from the lowest bit of the first byte. Bits behind the last code are 0.
public enum BitPacking {
  /// Bytes that `count` codes take.
  public static func byteCount(of count: Int, bitWidth: Int) -> Int {
    (count * bitWidth + 7) / 8
  }

  /// Appends one row of codes, padded to a whole byte.
  ///
  /// - Precondition: every code has at most `bitWidth` bits, which is at most 8.
  public static func pack(_ codes: Span<UInt8>, bitWidth: Int, into bytes: inout [UInt8]) {
    precondition((1...8).contains(bitWidth))
    let size = byteCount(of: codes.count, bitWidth: bitWidth)
    bytes += [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      codes.withUnsafeBufferPointer { codes in
        guard let first = codes.baseAddress, let target = buffer.baseAddress else { return }
        qk_best().pointee.pack(first, codes.count, Int32(bitWidth), target)
      }
      initialized = size
    }
  }

  /// Appends `rows` rows of codes, each padded to a whole byte.
  static func pack(_ codes: Span<UInt8>, rows: Int, bitWidth: Int, into bytes: inout [UInt8]) {
    let columns = rows == 0 ? 0 : codes.count / rows
    // Rows that fill their bytes are one stream.
    let parts = (columns * bitWidth).isMultiple(of: 8) ? min(rows, 1) : rows
    let length = parts == 0 ? 0 : codes.count / parts
    for part in 0..<parts {
      pack(
        codes.extracting(part * length..<(part + 1) * length), bitWidth: bitWidth, into: &bytes)
    }
  }

  /// Appends the `count` codes of one row.
  ///
  /// - Precondition: `bytes` has at least `byteCount(of:bitWidth:)` bytes.
  public static func unpack(
    _ bytes: Span<UInt8>, count: Int, bitWidth: Int, into codes: inout [UInt8]
  ) {
    precondition(
      (1...8).contains(bitWidth) && bytes.count >= byteCount(of: count, bitWidth: bitWidth))
    codes += [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBufferPointer { bytes in
        guard let bytes = bytes.baseAddress, let target = buffer.baseAddress else { return }
        qk_best().pointee.unpack(bytes, count, Int32(bitWidth), target)
      }
      initialized = count
    }
  }
}
