/// Calls `body` with room for `count` numbers where no vector lies across two lines of the cache.
func withCacheRoom<Element: BitwiseCopyable, Result>(
  for count: Int, _ body: (UnsafeMutablePointer<Element>) -> Result
) -> Result {
  let room = UnsafeMutableRawPointer.allocate(
    byteCount: count * MemoryLayout<Element>.stride, alignment: 64)
  defer { room.deallocate() }
  return body(room.bindMemory(to: Element.self, capacity: count))
}

extension [Float] {
  /// All the weights that are otherwise made stretch by stretch.
  init(making count: Int, _ make: (Range<Int>, UnsafeMutablePointer<Float>) -> Void) {
    self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      if let first = buffer.baseAddress { make(0..<count, first) }
      initialized = count
    }
  }
}
