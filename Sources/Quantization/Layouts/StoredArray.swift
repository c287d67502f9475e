/// The description of one array that a packed tensor leaves in a file.
public struct StoredArray: Sendable, Hashable {
  /// The types that packed tensors use, little-endian.
  public enum ElementType: Sendable, Hashable {
    case u8, i32, f32, f16, bf16, f8e8m0, f8e4m3, f8e5m2

    /// Bytes of one element.
    public var byteCount: Int {
      switch self {
      case .u8, .f8e8m0, .f8e4m3, .f8e5m2: 1
      case .f16, .bf16: 2
      case .i32, .f32: 4
      }
    }
  }

  /// The name in the file.
  public let name: String
  public let elementType: ElementType
  public let shape: [Int]

  init(_ name: String, _ elementType: ElementType, _ shape: [Int]) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
  }

  /// Bytes of all elements.
  public var byteCount: Int { shape.reduce(elementType.byteCount, *) }
}
