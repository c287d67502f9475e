import NumericFormats

/// Quantized weights in the form that products with vectors read: 2 to 4 bits a weight, never
/// unpacked to memory.
///
/// The definition of a product is y = Σ ŵ · x over the columns of a row, ŵ the restored float32
/// weight and x what the activation format makes of an entry, summed in float64 and rounded once.
/// The kernels sum in float32: with n columns they stay within (n / 16 + 32) · 2⁻²⁴ · Σ |ŵ′ · x|,
/// where ŵ′ is ŵ, or before the zero point or the offset is added where there is one. With int8
/// activations the sums of steps inside a group are exact integers.
///
/// Codes of more bits, and groups whose size is no multiple of 16, take the plain loop: exact, but
/// slow.
public struct ProductMatrix: Sendable {
  public let scheme: QuantizationScheme
  public let shape: MatrixShape
  let form: Form

  enum Form: Sendable {
    case blocks(ProductBlocks, ProductKernels.Kernels)
    case plain(QuantizedTensor)
  }

  public init(_ tensor: QuantizedTensor, kernels: ProductKernels = .best) {
    scheme = tensor.scheme
    shape = tensor.shape
    if let kernels = kernels.kernels, let blocks = ProductBlocks(tensor) {
      form = .blocks(blocks, kernels)
    } else {
      form = .plain(tensor)
    }
  }

  /// Columns that share the scale of int8 activations.
  public var activationGroupSize: Int {
    ProductBlocks.slotSize(of: GroupLayout(shape, scheme.granularity)) ?? ProductBlocks.columns
  }

  /// Bytes that one product reads of the matrix.
  public var byteCount: Int {
    switch form {
    case .blocks(let blocks, _): blocks.byteCount
    case .plain(let tensor): tensor.codes.count
    }
  }

  /// A vector prepared for products with this matrix.
  ///
  /// - Throws: `QuantizationError.unsupportedProduct` for int8 activations where the values of the
  ///   elements are no whole numbers of steps.
  /// - Precondition: one entry for each column.
  public func vector(
    _ vector: Span<Float>, as format: ActivationFormat = .float32
  ) throws(QuantizationError) -> ProductVector {
    precondition(vector.count == shape.columns)
    if format == .int8, case .blocks(let blocks, _) = form, blocks.steps == nil {
      throw .unsupportedProduct(
        reason: "the values of \(scheme.element.name) are no whole numbers of steps up to 127, "
          + "which int8 activations need")
    }
    return ProductVector(vector, as: format, groupSize: activationGroupSize)
  }

  /// The products of rows with a vector, to the start of `products`.
  ///
  /// - Parameters:
  ///   - vector: prepared for a matrix of this scheme and number of columns.
  ///   - rows: all by default.
  /// - Precondition: `products` has room for them.
  public func multiply(
    _ vector: ProductVector, rows: Range<Int>? = nil, into products: inout MutableSpan<Float>
  ) {
    let rows = rows ?? 0..<shape.rows
    precondition(rows.lowerBound >= 0 && rows.upperBound <= shape.rows)
    precondition(products.count >= rows.count)
    precondition(vector.values.count == shape.columns && vector.groupSize == activationGroupSize)
    switch form {
    case .blocks(let blocks, let kernels):
      blocks.multiply(vector, rows: rows, into: &products, kernels)
    case .plain(let tensor):
      for row in rows { products[row - rows.lowerBound] = tensor.product(row: row, vector.values) }
    }
  }
}

extension QuantizedTensor {
  /// The definition of a product.
  fileprivate func product(row: Int, _ vector: [Float]) -> Float {
    var sum = 0.0
    for group in 0..<layout.groupsPerRow {
      let parameters = effectiveParameters(row: row, group: group)
      for column in layout.columns(ofGroup: group) {
        let weight = codec.decode(codes[row * shape.columns + column], parameters)
        sum += Double(weight) * Double(vector[column])
      }
    }
    return Float(sum)
  }
}
