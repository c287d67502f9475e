import Synchronization

/// A number that tasks share. Not in a Mutex: where one has to wait for it, the thread sanitizer does
/// not see what it orders.
final class Counter: Sendable {
  private let number = Atomic(0)

  var value: Int { number.load(ordering: .sequentiallyConsistent) }

  /// The new value.
  @discardableResult
  func add(_ change: Int) -> Int {
    number.add(change, ordering: .sequentiallyConsistent).newValue
  }

  func raise(to value: Int) { number.max(value, ordering: .sequentiallyConsistent) }
}
