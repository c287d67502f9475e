public import Checkpoints
public import Quantization

/// Why an analysis gave no answer.
public enum AnalysisError: Error, Sendable, Hashable {
  /// The task was cancelled.
  case cancelled
  case checkpoint(CheckpointError)
  /// The tensor's elements are not floating-point weights.
  case notFloatingPoint(tensor: String, dataType: DataType)
  /// The tensor has no elements.
  case emptyTensor(tensor: String)
  case quantization(tensor: String, QuantizationError)
  /// The tensor is to be quantized, and is already.
  case alreadyQuantized(tensor: String, encoding: String)
  /// Quantizing would write two tensors of one name.
  case nameTaken(name: String)
  /// A tensor and its source have different shapes.
  case shapesDiffer(tensor: String, source: [Int], packed: [Int])
}

extension AnalysisError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cancelled: "cancelled"
    case .checkpoint(let error): "\(error)"
    case .notFloatingPoint(let tensor, let dataType):
      "\(tensor) holds \(dataType.name), not floating-point weights"
    case .emptyTensor(let tensor): "\(tensor) has no elements"
    case .quantization(let tensor, let error): "\(tensor): \(error)"
    case .alreadyQuantized(let tensor, let encoding):
      "\(tensor) is quantized already (\(encoding)): dequantize the model first, or exclude it"
    case .nameTaken(let name):
      "\(name) is in the model already, and is what a part of a quantized tensor would be called: "
        + "choose another layout, or exclude the tensor"
    case .shapesDiffer(let tensor, let source, let packed):
      "\(tensor) has the shape \(packed), its source \(source)"
    }
  }
}
