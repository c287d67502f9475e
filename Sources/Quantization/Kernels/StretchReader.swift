import CQuantKernels
import NumericFormats

/// Weights in the form that kernels read them: float32 or bfloat16, of any alignment.
struct KernelWeights {
  let start: UnsafeRawPointer
  let element: qk_element
}

/// Rows as they are stored, one stretch after the other.
struct StretchReader {
  private let first: UnsafeRawPointer
  private let element: StoredElement
  /// Where a stretch is widened that the kernels do not read as it is.
  private let room: UnsafeMutablePointer<Float>?
  private let kernels: KernelTable.Kernels

  /// - Parameters:
  ///   - bytes: little-endian weights.
  ///   - largestCount: at most as many weights as a stretch has.
  /// - Returns: `nil` without weights.
  static func reading<Result>(
    _ bytes: RawSpan, as element: StoredElement, largestCount: Int,
    _ kernels: KernelTable.Kernels, _ body: (StretchReader) -> Result
  ) -> Result? {
    bytes.withUnsafeBytes { bytes in
      guard let first = bytes.baseAddress else { return nil }
      switch element {
      case .float32, .bfloat16:
        return body(StretchReader(first: first, element: element, room: nil, kernels: kernels))
      case .float16, .e4m3, .e5m2:
        return withCacheRoom(for: largestCount) { room in
          body(StretchReader(first: first, element: element, room: room, kernels: kernels))
        }
      }
    }
  }

  /// The weights at some positions of the rows, until others are asked for.
  func weights(_ positions: Range<Int>) -> KernelWeights {
    let stored = KernelWeights(start: start(of: positions), element: element.kernelElement)
    guard let room else { return stored }
    kernels.widen(stored.element, stored.start, positions.count, room)
    return KernelWeights(start: room, element: QK_ELEMENT_F32)
  }

  /// Where the same are without being asked for; `nil` where they must be widened.
  func stored(_ positions: Range<Int>) -> UnsafeRawPointer? {
    room == nil ? start(of: positions) : nil
  }

  private func start(of positions: Range<Int>) -> UnsafeRawPointer {
    first + positions.lowerBound * element.byteCount
  }
}
