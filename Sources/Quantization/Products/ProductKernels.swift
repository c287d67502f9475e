import CQuantKernels

/// Which implementation of the products of packed weights is at work.
///
/// The plain loops define the result; every other table differs from them by the order of float32
/// sums alone (`ProductMatrix`).
public struct ProductKernels: Sendable {
  public let name: String
  /// `nil` means the plain loops.
  let kernels: Kernels?

  /// The functions out of the C table.
  struct Kernels: Sendable {
    let packedF32:
      @convention(c) (
        UnsafePointer<qk_packed_rows>, UnsafePointer<qk_value_table>, Int, Int,
        UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
      ) -> Void
    let packedI8:
      @convention(c) (
        UnsafePointer<qk_packed_rows>, UnsafePointer<qk_step_table>, Int, Int,
        UnsafePointer<Int8>, UnsafePointer<Float>, UnsafeMutablePointer<Float>,
        UnsafeMutablePointer<Float>
      ) -> Void
    let denseF16:
      @convention(c) (
        UnsafePointer<UInt16>, Int, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>
      ) -> Void
    let dot: @convention(c) (UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Float
  }

  /// The plain loops.
  public static let reference = ProductKernels(name: "reference", kernels: nil)

  /// Every table that this machine can run, the reference first and the fastest last.
  public static let available: [ProductKernels] = {
    var found = [UnsafePointer<qk_products>?](repeating: nil, count: 8)
    let count = qk_products_available(&found, found.count)
    return [reference] + found.prefix(count).compactMap { $0.map { ProductKernels($0.pointee) } }
  }()

  /// The fastest one.
  public static let best = available[available.count - 1]

  private init(name: String, kernels: Kernels?) {
    self.name = name
    self.kernels = kernels
  }

  private init(_ table: qk_products) {
    self.init(
      name: String(cString: table.name),
      kernels: Kernels(
        packedF32: table.packed_f32, packedI8: table.packed_i8, denseF16: table.dense_f16,
        dot: table.dot))
  }
}
