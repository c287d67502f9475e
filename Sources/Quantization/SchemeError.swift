/// Why a scheme cannot be read, or names parts that do not go together.
public enum SchemeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text is no scheme.
  case unreadable(text: String, reason: String)
  /// Two parts of the scheme exclude each other.
  case incompatible(part: String, other: String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let text, let reason): "cannot read the scheme '\(text)': \(reason)"
    case .incompatible(let part, let other, let reason):
      "\(part) does not go with \(other): \(reason)"
    }
  }
}
