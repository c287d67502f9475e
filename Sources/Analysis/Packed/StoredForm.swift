public import Checkpoints
public import Quantization

/// How a quantized tensor lies in its file.
public struct StoredForm: Sendable, Hashable {
  /// The tensors of the file that it stands for; at least one.
  public let parts: [TensorDescriptor]
  /// The scheme, where the file names it.
  public let scheme: QuantizationScheme?
  /// The dtype that it had before it was quantized, where the file names it.
  public let sourceType: DataType?

  /// Bytes of all parts.
  public var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }
}

extension Checkpoint {
  /// How a quantized tensor lies in its file; `nil` for one that is stored as it is listed.
  public func storedForm(of tensor: TensorDescriptor) -> StoredForm? {
    (self as? DequantizedCheckpoint)?.form(of: tensor)
  }

  /// Bytes that a tensor takes in its file.
  public func storedByteCount(of tensor: TensorDescriptor) -> Int {
    storedForm(of: tensor)?.byteCount ?? tensor.byteCount
  }

  /// The same model with the tensors that its files hold: parts instead of quantized tensors.
  var stored: any Checkpoint { (self as? DequantizedCheckpoint)?.base ?? self }

  /// The quantized tensor that a tensor of `stored` is a part of; `nil` for a plain one.
  func owner(ofPart tensor: TensorDescriptor) -> TensorDescriptor? {
    (self as? DequantizedCheckpoint)?.owner(ofPart: tensor)
  }
}
