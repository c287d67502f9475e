/// Memory that is read or copied as fast as the machine can.
enum MemoryTraffic {
  /// Reads the bytes and adds them up: eight streams at a time, because one waits at the end of
  /// every page. A rest that is shorter than a step of all streams is left out.
  static func sum(_ bytes: RawSpan) -> UInt64 {
    let length = bytes.byteCount / (streams * width) * width
    var total = Words.zero
    for offset in stride(from: 0, to: length, by: width) {
      for stream in 0..<streams { total &+= words(bytes, at: stream * length + offset) }
    }
    return total.wrappedSum()
  }

  private static let streams = 8
  private typealias Words = SIMD8<UInt64>
  private static let width = MemoryLayout<Words>.size

  @inline(__always)
  private static func words(_ bytes: RawSpan, at offset: Int) -> Words {
    unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: Words.self)
  }

  /// - Precondition: both have the same length.
  static func copy(_ source: Span<Float>, to target: inout [Float]) {
    precondition(source.count == target.count)
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { _ = $0.update(from: source) }
    }
  }
}
