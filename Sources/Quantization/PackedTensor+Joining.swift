extension PackedTensor {
  /// Rows that were packed apart, as one tensor.
  ///
  /// - Parameter parts: consecutive rows, packed under one scheme and one calibration.
  /// - Returns: `nil` without parts.
  public init?(joining parts: [PackedTensor]) {
    guard let first = parts.first, let shape = MatrixShape(stacking: parts.map(\.shape)) else {
      return nil
    }
    precondition(parts.allSatisfy { $0.scheme == first.scheme })
    // A whole tensor's only group is that of every part.
    let grouped = GroupLayout(shape, first.scheme.granularity).isOneGroup ? [first] : parts
    func joined(_ bytes: KeyPath<PackedTensor, [UInt8]?>) -> [UInt8]? {
      first[keyPath: bytes].map { _ in grouped.flatMap { $0[keyPath: bytes] ?? [] } }
    }
    self.init(
      unchecked: first.scheme, shape: shape, codes: parts.flatMap(\.codes),
      scales: grouped.flatMap(\.scales), negativeScales: joined(\.negativeScales),
      zeroPoints: joined(\.zeroPoints), offsets: joined(\.offsets),
      tensorScale: first.tensorScale)
  }
}
