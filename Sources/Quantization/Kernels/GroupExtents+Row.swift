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
    return [GroupExtents](unsafeUninitializedCapacity: count) { extents, initializedCount in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(2 * count, 1)) { ends in
        row.withUnsafeBufferPointer { row in
          guard let first = row.baseAddress, let high = ends.baseAddress else { return }
          kernels.extents(first, row.count, size, high, high + count)
          for group in 0..<count {
            extents.initializeElement(
              at: group, to: GroupExtents(high: high[group], low: high[count + group]))
          }
          initializedCount = count
        }
      }
    }
  }
}
