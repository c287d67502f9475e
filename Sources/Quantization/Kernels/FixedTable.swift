/// Numbers that never change and never move.
///
/// Unchecked, because the compiler does not know of a pointer that nobody writes through once the
/// table is made.
final class FixedTable<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private let elements: UnsafeMutableBufferPointer<Element>

  init(_ elements: [Element]) {
    self.elements = .allocate(capacity: elements.count)
    _ = self.elements.initialize(from: elements)
  }

  deinit { elements.deallocate() }

  var first: UnsafePointer<Element>? { UnsafePointer(elements.baseAddress) }
}
