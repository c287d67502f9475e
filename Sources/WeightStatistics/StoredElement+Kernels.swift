import CQuantKernels
public import NumericFormats

extension StoredElement {
  var kernelElement: qk_element { qk_element(rawValue: rawValue) }

  /// The weights that little-endian `bytes` stand for.
  func weights(_ bytes: RawSpan) -> [Float] {
    let count = bytes.byteCount / byteCount
    return [Float](unsafeUninitializedCapacity: count) { weights, initializedCount in
      if let first = weights.baseAddress { widen(bytes, to: first) }
      initializedCount = count
    }
  }

  /// Writes the weights that little-endian `bytes` stand for.
  public func widen(_ bytes: RawSpan, to weights: UnsafeMutablePointer<Float>) {
    let count = bytes.byteCount / byteCount
    let kernels = qk_best().pointee
    bytes.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      switch self {
      case .float32: UnsafeMutableRawPointer(weights).copyMemory(from: source, byteCount: 4 * count)
      case .float16: kernels.widen_f16(source, count, weights)
      case .bfloat16: kernels.widen_bf16(source, count, weights)
      case .e4m3: kernels.widen_e4m3(source, count, weights)
      case .e5m2: kernels.widen_e5m2(source, count, weights)
      }
    }
  }
}
