import CQuantKernels

/// Which implementation of the inner loops is at work.
///
/// The plain Swift loops over `GroupCodec` are the definition; every other table gives the same
/// codes and counts, squared errors within 1e-6 of theirs, and the largest error to one float32
/// rounding.
public struct KernelTable: Sendable {
  public let name: String
  /// `nil` means the plain loops.
  let kernels: Kernels?

  /// The functions that the module calls, out of the C table.
  struct Kernels: Sendable {
    let extents:
      @convention(c) (
        qk_element, UnsafeRawPointer, Int, Int, UnsafeMutablePointer<Float>,
        UnsafeMutablePointer<Float>
      ) -> Void
    let scales:
      @convention(c) (
        UnsafePointer<qk_scaling>, UnsafePointer<Float>, UnsafePointer<Float>, Int,
        UnsafeMutablePointer<qk_group>, UnsafeMutablePointer<UInt64>
      ) -> qk_scaled
    let measure:
      @convention(c) (
        qk_element, UnsafeRawPointer, Int, Int, UnsafeMutablePointer<Float>,
        UnsafeMutablePointer<Float>, UnsafeMutablePointer<qk_weight_sums>
      ) -> Int32
    let errors:
      @convention(c) (
        UnsafePointer<qk_grid>, UnsafePointer<qk_group>, qk_element, UnsafeRawPointer, Int, Int,
        UnsafeMutablePointer<qk_ahead>?, UnsafeMutablePointer<qk_error_sums>
      ) -> Void
    let squaredError:
      @convention(c) (
        UnsafePointer<qk_grid>, UnsafePointer<qk_group>, qk_element, UnsafeRawPointer, Int, Int,
        UnsafeMutablePointer<qk_ahead>?
      ) -> Double
    let encode:
      @convention(c) (
        UnsafePointer<qk_grid>, UnsafePointer<qk_group>, qk_element, UnsafeRawPointer, Int, Int,
        UnsafeMutablePointer<qk_ahead>?, UnsafeMutablePointer<UInt8>
      ) -> Void
    let pack: @convention(c) (UnsafePointer<UInt8>, Int, Int32, UnsafeMutablePointer<UInt8>) -> Void
    let restore:
      @convention(c) (
        UnsafePointer<qk_grid>, UnsafePointer<qk_group>, UnsafePointer<UInt8>, Int, Int,
        UnsafeMutablePointer<Float>, Int32
      ) -> Void
    let squaredErrors:
      @convention(c) (
        UnsafePointer<qk_grid>, UnsafePointer<qk_group>, Int, UnsafePointer<Float>, Int,
        UnsafeMutablePointer<Double>
      ) -> Void
    let clip:
      @convention(c) (
        UnsafePointer<qk_grid>, UnsafePointer<qk_clipping>, UnsafePointer<Float>,
        UnsafePointer<Float>, UnsafePointer<Float>, Int, Int, UnsafeMutablePointer<Float>,
        UnsafeMutablePointer<qk_group>, UnsafeMutablePointer<UInt64>
      ) -> Int
    let widen:
      @convention(c) (qk_element, UnsafeRawPointer, Int, UnsafeMutablePointer<Float>) -> Void
  }

  /// The plain loops.
  public static let reference = KernelTable(name: "reference", kernels: nil)

  /// Every table that this machine can run, the reference first and the fastest last.
  public static let available: [KernelTable] = {
    var found = [UnsafePointer<qk_kernels>?](repeating: nil, count: 8)
    let count = qk_available(&found, found.count)
    return [reference] + found.prefix(count).compactMap { $0.map { KernelTable($0.pointee) } }
  }()

  /// The fastest one.
  public static let best = KernelTable(qk_best().pointee)

  private init(name: String, kernels: Kernels?) {
    self.name = name
    self.kernels = kernels
  }

  private init(_ table: qk_kernels) {
    self.init(
      name: String(cString: table.name),
      kernels: Kernels(
        extents: table.extents, scales: table.scales, measure: table.measure,
        errors: table.errors, squaredError: table.squared_error, encode: table.encode,
        pack: table.pack, restore: table.restore, squaredErrors: table.squared_errors,
        clip: table.clip, widen: table.widen))
  }
}
