import CQuantKernels
import NumericFormats
import TestSupport
import Testing

@testable import Quantization

/// The extents of stored weights against the plain loop over the widened ones.
@Suite struct ExtentsKernelTests {
  /// One group, some, and more than are looked at side by side; the last ones cut short.
  static let layouts = [
    (1, 1), (15, 16), (33, 5), (64, 16), (130, 17), (300, 31), (1024, 32), (1100, 128),
    (2560, 512), (5000, 5000), (5003, 640),
  ]

  /// Any bits may stand there: NaN, infinities, subnormals and both zeros among them.
  @Test(arguments: StoredElement.allCases)
  func everyKernelFindsWhatThePlainLoopFinds(element: StoredElement) throws {
    var generator = SeededGenerator(seed: 7)
    for (count, size) in Self.layouts {
      let bytes = (0..<count * element.byteCount).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      let weights = element.weights(bytes.span.bytes)
      let groups = stride(from: 0, to: count, by: size).map {
        GroupExtents(of: weights.span.extracting($0..<min($0 + size, count)))
      }
      #expect(GroupExtents.ofGroups(in: bytes.span.bytes, as: element, size: size) == groups)
      for table in KernelTable.available.dropFirst() {
        let kernels = try #require(table.kernels)
        var high = [Float](repeating: .nan, count: groups.count)
        var low = high
        kernels.extents(element.kernelElement, bytes, count, size, &high, &low)
        let label = "\(table.name), \(element), \(count) weights in groups of \(size)"
        #expect(high == groups.map(\.high), "\(label)")
        #expect(low == groups.map(\.low), "\(label)")
      }
    }
  }
}
