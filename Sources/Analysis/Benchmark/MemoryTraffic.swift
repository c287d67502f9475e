import Quantization

/// Memory that is read or copied as fast as the machine can.
enum MemoryTraffic {
  /// Reads a word of every cache line, which brings in the whole line, and adds the words up: so
  /// nothing but memory is waited for, whatever the width of the machine's vectors. Eight streams at
  /// a time, because one waits at the end of every page. A rest that is shorter than a line of all
  /// streams is left out.
  static func sum(_ bytes: RawSpan) -> UInt64 {
    let length = bytes.byteCount / (streams * lineSize) * lineSize
    var total: UInt64 = 0
    for offset in stride(from: 0, to: length, by: lineSize) {
      for stream in 0..<streams { total &+= word(bytes, at: stream &* length &+ offset) }
    }
    return total
  }

  private static let streams = 8
  /// Bytes that memory gives at a time.
  private static let lineSize = 64

  @inline(__always)
  private static func word(_ bytes: RawSpan, at offset: Int) -> UInt64 {
    unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
  }

  /// Past the caches: a store into them would first read what it overwrites.
  ///
  /// - Precondition: both have the same length.
  static func copy(_ source: Span<Float>, to target: inout [Float]) {
    var span = target.mutableSpan
    copyPastCaches(source, to: &span)
  }
}
