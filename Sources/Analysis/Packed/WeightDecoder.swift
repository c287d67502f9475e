import Checkpoints
import Quantization

/// Restores the weights of one quantized tensor, whole rows at a time.
protocol WeightDecoder: Sendable {
  /// The rows and columns that the codes are stored by.
  var shape: MatrixShape { get }

  /// The weights of some rows, row-major.
  func weights(rows: Range<Int>, from parts: PartReader) throws(CheckpointError) -> [Float]
}

/// Reads the parts of one quantized tensor.
struct PartReader {
  let checkpoint: any Checkpoint
  /// The logical name of the quantized tensor.
  let tensor: String

  /// A range of the bytes of a part.
  func bytes(_ range: Range<Int>, of part: TensorDescriptor) throws(CheckpointError) -> [UInt8] {
    try checkpoint.withBytes(of: part) { (bytes) throws(CheckpointError) in
      bytes.extracting(range).withUnsafeBytes { Array($0) }
    }
  }

  /// All elements of a part of whole numbers.
  ///
  /// - Precondition: its elements are I32 or I64.
  func integers(of part: TensorDescriptor) throws(CheckpointError) -> [Int] {
    let isWide = part.dataType == .i64
    return try checkpoint.withBytes(of: part) { (bytes) throws(CheckpointError) in
      (0..<part.count).map { index in
        isWide
          ? Int(bytes.unsafeLoadUnaligned(fromByteOffset: 8 * index, as: Int64.self))
          : Int(bytes.unsafeLoadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
      }
    }
  }

  /// The error that the parts do not go together.
  func contradiction(_ reason: String) -> CheckpointError {
    .contradictoryParts(checkpoint: checkpoint.name, tensor: tensor, reason: reason)
  }
}
