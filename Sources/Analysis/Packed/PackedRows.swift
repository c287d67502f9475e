import Checkpoints
import Quantization

/// A quantized matrix in the project's own layout.
///
/// Rows are independent, so any of them are a packed tensor of their own, and the one definition of
/// the format restores them.
struct PackedRows: WeightDecoder {
  let scheme: QuantizationScheme
  let shape: MatrixShape
  let codes: TensorDescriptor
  let scale: TensorDescriptor
  var negativeScale: TensorDescriptor?
  var zeroPoint: TensorDescriptor?
  var offset: TensorDescriptor?
  var tensorScale: TensorDescriptor?

  func weights(rows: Range<Int>, from parts: PartReader) throws(CheckpointError) -> [Float] {
    let tensorScale = try tensorScale.map { part throws(CheckpointError) in
      try parts.bytes(0..<4, of: part).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    let parameters: (TensorDescriptor?) throws(CheckpointError) -> [UInt8]? = {
      part throws(CheckpointError) in
      try part.map { part throws(CheckpointError) in
        try slice(of: part, rows: isOneGroup ? 0..<1 : rows, from: parts)
      }
    }
    let codes = try slice(of: codes, rows: rows, from: parts)
    let scales = try slice(of: scale, rows: isOneGroup ? 0..<1 : rows, from: parts)
    let negativeScales = try parameters(negativeScale)
    let zeroPoints = try parameters(zeroPoint)
    let offsets = try parameters(offset)
    do throws(QuantizationError) {
      return try PackedTensor(
        scheme: scheme, shape: MatrixShape(rows: rows.count, columns: shape.columns),
        codes: codes, scales: scales, negativeScales: negativeScales, zeroPoints: zeroPoints,
        offsets: offsets, tensorScale: tensorScale.map { Float(bitPattern: $0) }
      ).dequantized()
    } catch {
      throw parts.contradiction("\(error) (counted from row \(rows.lowerBound))")
    }
  }

  private var isOneGroup: Bool { scheme.granularity == .perTensor }

  /// The bytes of some rows of a part that is a matrix.
  private func slice(
    of part: TensorDescriptor, rows: Range<Int>, from parts: PartReader
  ) throws(CheckpointError) -> [UInt8] {
    let width = part.byteCount / max(part.shape[0], 1)
    return try parts.bytes(rows.lowerBound * width..<rows.upperBound * width, of: part)
  }
}
