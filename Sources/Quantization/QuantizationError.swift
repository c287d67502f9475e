/// Why weights could not be quantized.
public enum QuantizationError: Error, Sendable, Hashable {
  /// Weights that are NaN or infinite.
  case nonFinite(firstIndex: Int, count: Int)
  /// The scheme contradicts itself.
  case invalidScheme(SchemeError)
  /// The number of weights is not that of the shape.
  case shapeMismatch(shape: [Int], count: Int)
}

extension QuantizationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nonFinite(let firstIndex, let count):
      "\(count) \(count == 1 ? "weight is" : "weights are") NaN or infinite, the first at index \(firstIndex)"
    case .invalidScheme(let error): error.description
    case .shapeMismatch(let shape, let count): "\(count) weights do not fill the shape \(shape)"
    }
  }
}
