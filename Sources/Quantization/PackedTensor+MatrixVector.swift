extension PackedTensor {
  /// The weights in the form that products read; make it once, multiply often.
  ///
  /// - Throws: as `unpacked()`.
  public func arrangedForProducts(
    kernels: ProductKernels = .best
  ) throws(QuantizationError) -> ProductMatrix {
    ProductMatrix(try unpacked(), kernels: kernels)
  }

  /// The product of every row with a vector: one entry for each row.
  ///
  /// - Parameter vector: one entry for each column.
  /// - Throws: as `unpacked()`, and `ProductMatrix.vector(_:as:)`.
  public func product(
    with vector: Span<Float>, activations: ActivationFormat = .float32
  ) throws(QuantizationError) -> [Float] {
    guard vector.count == shape.columns else {
      throw .shapeMismatch(shape: [shape.columns], count: vector.count)
    }
    let matrix = try arrangedForProducts()
    var products = [Float](repeating: 0, count: shape.rows)
    var destination = products.mutableSpan
    matrix.multiply(try matrix.vector(vector, as: activations), into: &destination)
    return products
  }
}
