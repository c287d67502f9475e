import Checkpoints
import Quantization

/// How `pack-quantized` packs integers: its name stands for two layouts, and the bits are only in a
/// configuration.
///
/// Until late in 2025 every 32-bit word held as many whole codes as fit; since then codes are dense
/// across words. The two are the same for 2, 4 and 8 bits. Elsewhere the number of words tells,
/// except for a few dozen columns, where the older form is taken.
struct IntegerPacking: Sendable, Hashable {
  let bits: Int
  let density: CodeStreams.Density

  /// Widths in the order in which they are taken where several fit.
  private static let widths = [4, 8, 2, 3, 5, 6, 7]

  /// - Parameters:
  ///   - words: 32-bit words of one row.
  ///   - zeroPoint: packed along the rows, [words, groups], if it is I32.
  ///   - hint: the bits of a configuration.
  /// - Throws: `Contradiction` where no width fits.
  init(
    words: Int, shape: MatrixShape, zeroPoint: TensorDescriptor?, hint: Int?
  ) throws(Contradiction) {
    let packedZeros = zeroPoint.flatMap { $0.dataType == .i32 ? $0 : nil }
    let fitting = Self.widths.flatMap { bits in
      [.padded, .dense].map { IntegerPacking(bits: bits, density: $0) }
    }.filter { packing in
      packing.words(for: shape.columns) == words
        && (packedZeros.map { packing.words(for: shape.rows) == $0.shape[0] } ?? true)
    }
    guard let packing = fitting.first(where: { $0.bits == hint }) ?? fitting.first else {
      let zeros = packedZeros.map { " and \($0.shape[0]) words of zero points" } ?? ""
      throw Contradiction(
        "no number of bits puts \(shape.rows) × \(shape.columns) codes into "
          + "\(words) words a row\(zeros)")
    }
    self = packing
  }

  private init(bits: Int, density: CodeStreams.Density) {
    self.bits = bits
    self.density = density
  }

  private func words(for length: Int) -> Int {
    CodeStreams.words(for: length, bits: bits, density: density)
  }

  /// What a label says about the words, where it makes a difference.
  var note: String? {
    if 32.isMultiple(of: bits) { return nil }
    return density == .dense ? "dense words" : "padded words"
  }

  /// The zero points. Codes and zero points are both stored with half the range added.
  func zeros(
    _ tensor: TensorDescriptor?, shape: MatrixShape, groups: Int
  ) throws(Contradiction) -> ZeroPoints {
    let half = 1 << (bits - 1)
    guard let tensor else { return .constant(half) }
    if tensor.dataType == .i8 {
      try tensor.requireShape([shape.rows, groups])
      return .bytes(tensor, addend: half)
    }
    try tensor.requireShape([words(for: shape.rows), groups])
    return .packed(
      CodeStreams(
        tensor: tensor, bits: bits, count: groups, length: shape.rows, order: .interleaved,
        density: density), addend: 0)
  }
}
