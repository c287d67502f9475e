/// Why weights could not be quantized.
public enum QuantizationError: Error, Sendable, Hashable {
  /// Weights that are NaN or infinite.
  case nonFinite(firstIndex: Int, count: Int)
  /// The scheme contradicts itself.
  case invalidScheme(SchemeError)
  /// The number of weights is not that of the shape.
  case shapeMismatch(shape: [Int], count: Int)
  /// A part of a packed tensor contradicts the scheme or the shape, or holds what is no number.
  case damaged(part: String, reason: String)
  /// A layout cannot hold the tensor.
  case unsupportedLayout(layout: PackingLayout, reason: String)
  /// Packed weights cannot be multiplied as they were asked to be.
  case unsupportedProduct(reason: String)
}

extension QuantizationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nonFinite(let firstIndex, let count):
      "\(count) \(count == 1 ? "weight is" : "weights are") NaN or infinite, the first at index \(firstIndex)"
    case .invalidScheme(let error): error.description
    case .shapeMismatch(let shape, let count): "\(count) weights do not fill the shape \(shape)"
    case .unsupportedLayout(let layout, let reason):
      "the layout \(layout.rawValue) cannot hold it: \(reason)"
    case .unsupportedProduct(let reason): "they cannot be multiplied like this: \(reason)"
    case .damaged(let part, let reason): "the \(part) of the packed tensor are damaged: \(reason)"
    }
  }
}
