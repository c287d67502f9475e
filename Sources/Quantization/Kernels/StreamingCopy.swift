import CQuantKernels

/// Copies floats without bringing what it writes to into the caches: as fast as the memory can.
///
/// - Precondition: both have the same length.
public func copyPastCaches(_ source: Span<Float>, to target: inout MutableSpan<Float>) {
  precondition(source.count == target.count)
  source.withUnsafeBytes { source in
    target.withUnsafeMutableBytes { target in
      guard let from = source.baseAddress, let to = target.baseAddress else { return }
      qk_copy_past_caches(from, to, source.count)
    }
  }
}
