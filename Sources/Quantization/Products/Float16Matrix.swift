import CQuantKernels

/// Float16 weights for products with vectors: what packed weights are measured against.
///
/// Products are float32 sums, within (columns / 16 + 32) · 2⁻²⁴ · Σ |w · x| of the exact one.
public struct Float16Matrix: Sendable {
  public let shape: MatrixShape
  /// Row-major. Vectors as elements align the rows to a cache line where their length allows it.
  private let weights: [SIMD32<UInt16>]
  private let kernels: ProductKernels.Kernels?

  /// - Parameter weights: row-major; rounded half to even.
  /// - Precondition: `shape.count` weights.
  public init(_ weights: Span<Float>, shape: MatrixShape, kernels: ProductKernels = .best) {
    precondition(weights.count == shape.count)
    var stored = [SIMD32<UInt16>](repeating: .zero, count: (shape.count + 31) / 32)
    var vectors = stored.mutableSpan
    var bytes = vectors.mutableBytes
    for index in weights.indices {
      bytes.storeBytes(
        of: Float16(weights[index]).bitPattern.littleEndian, toByteOffset: 2 * index,
        as: UInt16.self)
    }
    self.weights = stored
    self.shape = shape
    self.kernels = kernels.kernels
  }

  /// Bytes that one product reads of the matrix.
  public var byteCount: Int { 2 * shape.count }

  /// The products of rows with a vector, to the start of `products`.
  ///
  /// - Precondition: `vector` has an entry for each column, and `products` room for the rows.
  public func multiply(
    _ vector: Span<Float>, rows: Range<Int>, into products: inout MutableSpan<Float>
  ) {
    precondition(vector.count == shape.columns && products.count >= rows.count)
    precondition(rows.lowerBound >= 0 && rows.upperBound <= shape.rows)
    weights.withUnsafeBytes { weights in
      let first = weights.assumingMemoryBound(to: UInt16.self)
        .dropFirst(rows.lowerBound * shape.columns)
      let buffer = UnsafeBufferPointer(rebasing: first)
      vector.withUnsafeBufferPointer { vector in
        products.withUnsafeMutableBufferPointer { products in
          guard let weights = buffer.baseAddress, let vector = vector.baseAddress,
            let products = products.baseAddress
          else { return }
          guard let kernels else {
            return plainProducts(weights, rows: rows.count, vector, products)
          }
          kernels.denseF16(weights, rows.count, shape.columns, vector, products)
        }
      }
    }
  }

  /// The definition: summed in float64, rounded once.
  private func plainProducts(
    _ weights: UnsafePointer<UInt16>, rows: Int, _ vector: UnsafePointer<Float>,
    _ products: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let sum = (0..<shape.columns).reduce(0.0) { sum, column in
        let weight = Float16(bitPattern: weights[row * shape.columns + column])
        return sum + Double(weight) * Double(vector[column])
      }
      products[row] = Float(sum)
    }
  }
}
