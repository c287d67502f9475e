import Checkpoints
import Quantization

/// Random weights in memory as a model: the whole matrix in float32 and in bfloat16, and the first
/// rows of it for what takes long.
struct BenchmarkCheckpoint: Checkpoint {
  static let modelName = "benchmark"
  let name = modelName
  let metadata: [MetadataEntry] = []
  let tensors: [TensorDescriptor]
  private let float32: [Float]
  private let bfloat16: [UInt8]

  /// Of so many rows one is in the samples.
  private static let sampling = 16

  init(_ weights: [Float], shape: MatrixShape) {
    float32 = weights
    bfloat16 = Narrowing.bfloat16.bytes(of: weights)
    let sampleRows = (shape.rows + Self.sampling - 1) / Self.sampling
    // In the order of their names, as every model lists its tensors.
    tensors = [(Self.sample, sampleRows), (Self.whole, shape.rows)].flatMap { part, rows in
      [DataType.bf16, .f32].map { dataType in
        TensorDescriptor(
          name: "\(part).\(dataType.name)", dataType: dataType, shape: [rows, shape.columns])
      }
    }
  }

  private static let whole = "whole"
  private static let sample = "sample"

  /// The whole matrix in one of the two types.
  func whole(_ dataType: DataType) -> TensorDescriptor { tensors[dataType == .bf16 ? 2 : 3] }

  /// The first rows of it.
  func sample(_ dataType: DataType) -> TensorDescriptor { tensors[dataType == .bf16 ? 0 : 1] }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard tensors.contains(tensor) else {
      throw .tensorNotFound(name: tensor.name, checkpoint: name)
    }
    let bytes = tensor.dataType == .f32 ? float32.span.bytes : bfloat16.span.bytes
    return try body(bytes.extracting(0..<tensor.byteCount))
  }
}
