/// Memory that is read or copied as fast as the machine can.
enum MemoryTraffic {
  /// Reads every byte and adds them up, eight words at a time in four chains: fewer, and the sum
  /// would be waited for instead of the memory.
  static func sum(_ bytes: RawSpan) -> UInt64 {
    var (first, second, third, fourth) = (Words.zero, Words.zero, Words.zero, Words.zero)
    for offset in stride(from: 0, through: bytes.byteCount - 4 * width, by: 4 * width) {
      first &+= words(bytes, at: offset)
      second &+= words(bytes, at: offset + width)
      third &+= words(bytes, at: offset + 2 * width)
      fourth &+= words(bytes, at: offset + 3 * width)
    }
    return ((first &+ second) &+ (third &+ fourth)).wrappedSum()
  }

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
