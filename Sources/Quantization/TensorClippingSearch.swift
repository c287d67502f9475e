/// The clipping search of a tensor that is one group, over parts that can be counted apart.
///
/// Parts are merged in a fixed order, so that the sums do not depend on who counted them.
public struct TensorClippingSearch: Sendable {
  private let search: ClippingSearch
  private let tensorScale: Float
  private var squaredErrors: [[Double]]

  init(quantizer: Quantizer, extents: GroupExtents) {
    let start = quantizer.calibration(for: extents)
    tensorScale = start.tensorScale
    search = ClippingSearch(
      extents: extents, quantizer: quantizer,
      context: quantizer.context(tensorScale: tensorScale) { [extents] })
    squaredErrors = search.candidates.map { Array(repeating: 0, count: $0.groups.count) }
  }

  /// Judges every candidate by these weights too.
  public mutating func add(_ weights: Span<Float>) {
    merge(search.squaredErrors(over: weights))
  }

  /// Adds what was counted over another part.
  public mutating func merge(_ other: TensorClippingSearch) {
    merge(other.squaredErrors)
  }

  private mutating func merge(_ errors: [[Double]]) {
    for side in squaredErrors.indices {
      for index in squaredErrors[side].indices {
        squaredErrors[side][index] += errors[side][index]
      }
    }
  }

  /// The tensor's parameters with the least squared error so far.
  public var calibration: TensorCalibration {
    TensorCalibration(tensorScale: tensorScale, onlyGroup: search.best(squaredErrors))
  }
}
