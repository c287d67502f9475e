import CQuantKernels

/// Whether no value is NaN or infinite.
public func areFinite(_ values: Span<Float>) -> Bool {
  values.withUnsafeBufferPointer { values in
    values.baseAddress.map { qk_best().pointee.all_finite($0, values.count) != 0 } ?? true
  }
}
