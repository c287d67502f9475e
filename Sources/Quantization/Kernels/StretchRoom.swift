/// Calls `body` with room for `count` numbers where no vector lies across two lines of the cache.
func withCacheRoom<Element: BitwiseCopyable, Result>(
  for count: Int, _ body: (UnsafeMutablePointer<Element>) -> Result
) -> Result {
  let room = UnsafeMutableRawPointer.allocate(
    byteCount: count * MemoryLayout<Element>.stride, alignment: 64)
  defer { room.deallocate() }
  return body(room.bindMemory(to: Element.self, capacity: count))
}
