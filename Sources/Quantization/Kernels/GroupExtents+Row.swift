extension GroupExtents {
  /// The extents of consecutive groups of `size` weights, the last of which may be shorter; NaN is
  /// passed over.
  ///
  /// - Precondition: `size` is positive.
  public static func ofGroups(in row: Span<Float>, size: Int) -> [GroupExtents] {
    precondition(size > 0)
    let count = (row.count + size - 1) / size
    guard let kernels = KernelTable.best.kernels else {
      return (0..<count).map { group in
        GroupExtents(of: row.extracting(group * size..<min((group + 1) * size, row.count)))
      }
    }
    var high = [Float](repeating: 0, count: count)
    var low = high
    row.withUnsafeBufferPointer { row in
      if let first = row.baseAddress { kernels.extents(first, row.count, size, &high, &low) }
    }
    return zip(high, low).map { GroupExtents(high: $0, low: $1) }
  }
}
