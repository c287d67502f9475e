/// How a weight is stored, for the loops that read weights as they are.
///
/// The raw values are those of the loops.
public enum StoredElement: UInt32, Sendable, CaseIterable {
  case float32
  case float16
  case bfloat16
  case e4m3
  case e5m2

  public var byteCount: Int {
    switch self {
    case .float32: 4
    case .float16, .bfloat16: 2
    case .e4m3, .e5m2: 1
    }
  }
}
