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
    var pending: UInt32 = 0
    var pendingBits = 0
    for index in codes.indices {
      pending |= UInt32(codes[index]) << UInt32(pendingBits)
      pendingBits += bitWidth
      while pendingBits >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: pending))
        pending >>= 8
        pendingBits -= 8
      }
    }
    if pendingBits > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
  }

  /// Appends the `count` codes of one row.
  ///
  /// - Precondition: `bytes` has at least `byteCount(of:bitWidth:)` bytes.
  public static func unpack(
    _ bytes: Span<UInt8>, count: Int, bitWidth: Int, into codes: inout [UInt8]
  ) {
    precondition(
      (1...8).contains(bitWidth) && bytes.count >= byteCount(of: count, bitWidth: bitWidth))
    let mask = UInt32(1) << UInt32(bitWidth) - 1
    var pending: UInt32 = 0
    var pendingBits = 0
    var position = 0
    for _ in 0..<count {
      if pendingBits < bitWidth {
        pending |= UInt32(bytes[position]) << UInt32(pendingBits)
        pendingBits += 8
        position += 1
      }
      codes.append(UInt8(truncatingIfNeeded: pending & mask))
      pending >>= UInt32(bitWidth)
      pendingBits -= bitWidth
    }
  }
}
