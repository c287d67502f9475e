import Checkpoints

/// A model in memory, one float32 tensor after the other.
struct MemoryCheckpoint: Checkpoint {
  let name = "memory"
  let metadata: [MetadataEntry] = []
  let tensors: [TensorDescriptor]
  private let bytes: [String: [UInt8]]

  init(_ contents: [(name: String, shape: [Int], weights: [Float])]) {
    tensors = contents.sorted { naturallyPrecedes($0.name, $1.name) }
      .map { TensorDescriptor(name: $0.name, dataType: .f32, shape: $0.shape) }
    bytes = Dictionary(
      uniqueKeysWithValues: contents.map { entry in
        (
          entry.name,
          entry.weights.flatMap { weight in
            (0..<4).map { UInt8(truncatingIfNeeded: weight.bitPattern >> (8 * $0)) }
          }
        )
      })
  }

  /// A model with one tensor, `w`.
  init(_ weights: [Float], shape: [Int]) {
    self.init([(name: "w", shape: shape, weights: weights)])
  }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard let contents = bytes[tensor.name] else {
      throw .tensorNotFound(name: tensor.name, checkpoint: name)
    }
    return try body(contents.span.bytes)
  }
}
