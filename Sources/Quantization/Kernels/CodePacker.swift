/// Packs the codes of one stretch after the other, while they are in a core's first cache.
struct CodePacker {
  private let kernels: KernelTable.Kernels
  private let bitWidth: Int
  /// Codes of a stream that starts with a byte of its own: a row, or all rows where these fill their
  /// bytes.
  private let streamLength: Int
  /// Codes of the stream at hand that are packed.
  private var position = 0
  /// Codes at the start of `room` that do not fill their last byte yet.
  private var waitingCount = 0
  private let room: UnsafeMutablePointer<UInt8>
  private var target: UnsafeMutablePointer<UInt8>

  /// - Parameters:
  ///   - largestCount: at most as many codes as are appended at once.
  ///   - target: where the rows' bytes go, `BitPacking.byteCount(of:bitWidth:)` of them.
  static func packing<Result>(
    _ shape: MatrixShape, bitWidth: Int, largestCount: Int,
    to target: UnsafeMutablePointer<UInt8>, _ kernels: KernelTable.Kernels,
    _ body: (inout CodePacker) -> Result
  ) -> Result {
    withCacheRoom(for: largestCount + codesPerBlock) { room in
      var packer = CodePacker(
        kernels: kernels, bitWidth: bitWidth,
        streamLength: BitPacking.streams(of: shape, bitWidth: bitWidth).columns, room: room,
        target: target)
      return body(&packer)
    }
  }

  /// So many fill their bytes, whatever their width.
  private static let codesPerBlock = 8

  /// Takes the next codes of the rows.
  ///
  /// - Parameter write: writes `count` of them.
  mutating func append(_ count: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Void) {
    write(room + waitingCount)
    var codes = UnsafePointer(room)
    waitingCount += count
    while waitingCount >= streamLength - position {
      pack(&codes, streamLength - position)
      position = 0
      if waitingCount == 0 { return }
    }
    pack(&codes, waitingCount / Self.codesPerBlock * Self.codesPerBlock)
    room.update(from: codes, count: waitingCount)
  }

  private mutating func pack(_ codes: inout UnsafePointer<UInt8>, _ count: Int) {
    kernels.pack(codes, count, Int32(bitWidth), target)
    codes += count
    target += BitPacking.byteCount(of: count, bitWidth: bitWidth)
    position += count
    waitingCount -= count
  }
}
