/// The extents of the groups of one stretch after the other.
///
/// Memory of its own, because arrays would be retained and released with every stretch.
struct KernelExtents: ~Copyable {
  let high: UnsafeMutablePointer<Float>
  let low: UnsafeMutablePointer<Float>

  /// - Parameter largestGroupCount: at most as many groups as a stretch has.
  init(largestGroupCount: Int) {
    high = .allocate(capacity: largestGroupCount)
    low = .allocate(capacity: largestGroupCount)
  }

  deinit {
    high.deallocate()
    low.deallocate()
  }

  /// Finite, whatever the weights are.
  subscript(_ group: Int) -> GroupExtents {
    let limit = Float.greatestFiniteMagnitude
    return GroupExtents(high: min(high[group], limit), low: max(low[group], -limit))
  }
}
