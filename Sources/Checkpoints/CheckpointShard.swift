/// One file of a model, by the tensors it holds.
public struct CheckpointShard: Sendable, Hashable {
  /// The file's name in the model's folder.
  public let fileName: String
  /// In natural order.
  public let tensors: [TensorDescriptor]

  public init(fileName: String, tensors: [TensorDescriptor]) {
    self.fileName = fileName
    self.tensors = tensors
  }
}
