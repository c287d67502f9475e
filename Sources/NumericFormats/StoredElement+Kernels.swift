package import CQuantKernels

extension StoredElement {
  package var kernelElement: qk_element { qk_element(rawValue: rawValue) }

  /// The weights that little-endian `bytes` stand for.
  package func weights(_ bytes: RawSpan) -> [Float] {
    let count = bytes.byteCount / byteCount
    return [Float](unsafeUninitializedCapacity: count) { weights, initializedCount in
      bytes.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress, let first = weights.baseAddress else { return }
        qk_best().pointee.widen(kernelElement, source, count, first)
      }
      initializedCount = count
    }
  }
}
