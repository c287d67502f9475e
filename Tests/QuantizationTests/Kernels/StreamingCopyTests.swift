import Quantization
import Testing

@Suite struct StreamingCopyTests {
  /// Around a cache line, from and to any place of one, with room on both sides that stays as it is.
  @Test func everyByteIsCopiedAndNoOther() {
    for count in [0, 1, 15, 16, 17, 47, 130] {
      for start in 0..<16 {
        let source = (0..<count + start).map { Float($0 + 1) }
        var target = [Float](repeating: -1, count: count + 40)
        target.withUnsafeMutableBufferPointer { target in
          let middle = UnsafeMutableBufferPointer(rebasing: target[20 - start..<20 - start + count])
          var span = middle.mutableSpan
          copyPastCaches(source.span.extracting(start..<start + count), to: &span)
        }
        let around = Array(repeating: Float(-1), count: 20 - start)
        let expected = around + source[start...] + Array(repeating: -1, count: 20 + start)
        #expect(target == expected, "\(count) from \(start)")
      }
    }
  }
}
