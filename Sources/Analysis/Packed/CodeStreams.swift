import Checkpoints
import Quantization

/// An array of a file that holds codes of 2 to 8 bits, as streams of equal length.
///
/// A stream is what codes are packed along: a row of weights, an output of GPTQ, a group of zero
/// points. Its first code sits in the lowest bits of its first byte.
struct CodeStreams: Sendable, Hashable {
  /// Where the bytes of a stream are.
  enum Order: Sendable, Hashable {
    /// One after the other.
    case contiguous
    /// Its word j, of 32 bits, beside word j of every other stream.
    case interleaved
  }

  /// How codes fill 32-bit words.
  enum Density: Sendable, Hashable {
    /// Without gaps: a code may straddle two words.
    case dense
    /// Every word starts with a code, and its last bits may be unused.
    case padded
  }

  let tensor: TensorDescriptor
  /// Bits of one code.
  let bits: Int
  /// The number of streams.
  let count: Int
  /// Codes of one stream.
  let length: Int
  var order = Order.contiguous
  var density = Density.dense

  /// The 32-bit words that a stream of codes takes.
  static func words(for length: Int, bits: Int, density: Density) -> Int {
    switch density {
    case .dense: (length * bits + 31) / 32
    case .padded: (length + 32 / bits - 1) / (32 / bits)
    }
  }

  /// Some codes of some streams, stream by stream.
  ///
  /// - Precondition: both ranges lie inside, and the array is as large as its streams need.
  func codes(
    _ positions: Range<Int>, ofStreams streams: Range<Int>, from parts: PartReader
  ) throws(CheckpointError) -> [UInt8] {
    let chunk = chunk
    let first = positions.lowerBound / chunk.codes
    let last = (positions.upperBound + chunk.codes - 1) / chunk.codes
    let end = min(last * chunk.bytes, tensor.byteCount / count)
    let skipped = positions.lowerBound - first * chunk.codes
    return try parts.checkpoint.withBytes(of: tensor) { (bytes) throws(CheckpointError) in
      var codes: [UInt8] = []
      codes.reserveCapacity(positions.count * streams.count)
      for stream in streams {
        let packed = gathered(first * chunk.bytes..<end, ofStream: stream, in: bytes)
        let unpacked = unpacked(packed, count: skipped + positions.count)
        codes += unpacked[skipped...]
      }
      return codes
    }
  }

  /// The least number of codes that start and end with whole words, or bytes, and their bytes.
  private var chunk: (codes: Int, bytes: Int) {
    switch (density, order) {
    case (.padded, _): (32 / bits, 4)
    case (.dense, .interleaved): (32, 4 * bits)
    case (.dense, .contiguous): (8, bits)
    }
  }

  /// A range of the bytes of a stream.
  private func gathered(_ range: Range<Int>, ofStream stream: Int, in bytes: RawSpan) -> [UInt8] {
    switch order {
    case .contiguous:
      let start = stream * (tensor.byteCount / count)
      return bytes.extracting(start + range.lowerBound..<start + range.upperBound)
        .withUnsafeBytes { Array($0) }
    case .interleaved:
      var gathered: [UInt8] = []
      gathered.reserveCapacity(range.count)
      for word in range.lowerBound / 4..<range.upperBound / 4 {
        let offset = 4 * (word * count + stream)
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
        for lane in 0..<4 as Range<UInt32> {
          gathered.append(UInt8(truncatingIfNeeded: value >> (8 * lane)))
        }
      }
      return gathered
    }
  }

  private func unpacked(_ packed: [UInt8], count: Int) -> [UInt8] {
    var codes: [UInt8] = []
    codes.reserveCapacity(count)
    switch density {
    case .dense: BitPacking.unpack(packed.span, count: count, bitWidth: bits, into: &codes)
    case .padded:
      let perWord = 32 / bits
      for start in stride(from: 0, to: count, by: perWord) {
        let word = packed.span.extracting(4 * (start / perWord)..<packed.count)
        BitPacking.unpack(
          word, count: min(perWord, count - start), bitWidth: bits, into: &codes)
      }
    }
    return codes
  }
}
