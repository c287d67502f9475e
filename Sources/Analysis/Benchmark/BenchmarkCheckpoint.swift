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
    tensors = [DataType.f32, .bf16].flatMap { dataType in
      [
        TensorDescriptor(
          name: "whole.\(dataType.name)", dataType: dataType, shape: [shape.rows, shape.columns]),
        TensorDescriptor(
          name: "sample.\(dataType.name)", dataType: dataType, shape: [sampleRows, shape.columns]),
      ]
    }
  }

  /// The whole matrix in one of the two types.
  func whole(_ dataType: DataType) -> TensorDescriptor {
    tensors[dataType == .f32 ? 0 : 2]
  }

  /// The first rows of it.
  func sample(_ dataType: DataType) -> TensorDescriptor {
    tensors[dataType == .f32 ? 1 : 3]
  }

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
