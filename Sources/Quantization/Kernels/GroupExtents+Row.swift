import CQuantKernels
public import NumericFormats

extension GroupExtents {
  /// The extents of consecutive groups of `size` weights, the last of which may be shorter; NaN is
  /// passed over.
  ///
  /// - Precondition: `size` is positive.
  public static func ofGroups(in row: Span<Float>, size: Int) -> [GroupExtents] {
    ofGroups(in: row.bytes, as: .float32, size: size)
  }

  /// The same of weights as they are stored, little-endian.
  public static func ofGroups(
    in bytes: RawSpan, as element: StoredElement, size: Int
  ) -> [GroupExtents] {
    precondition(size > 0)
    let weightCount = bytes.byteCount / element.byteCount
    let count = (weightCount + size - 1) / size
    return [GroupExtents](unsafeUninitializedCapacity: count) { extents, initializedCount in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(2 * count, 1)) { ends in
        bytes.withUnsafeBytes { bytes in
          guard let first = bytes.baseAddress, let high = ends.baseAddress else { return }
          qk_best().pointee.extents(
            element.kernelElement, first, weightCount, size, high, high + count)
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
