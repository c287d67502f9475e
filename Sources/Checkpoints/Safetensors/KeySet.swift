/// The keys of a large object.
///
/// Unlike a `Set` it keeps half of each hash beside the key's position, so that looking for a key
/// and growing read hardly a name again. The hashes are seeded by the process: no file can make
/// them collide.
struct KeySet {
  private var keys: [ExactString]
  /// By hash, its upper half above a position in `keys`, or `emptySlot`; at most half of the slots
  /// are taken.
  private var slots: [UInt64] = []

  private static let emptySlot = UInt64.max
  private static let positionMask: UInt64 = 0xFFFF_FFFF

  init(_ keys: some Sequence<ExactString>) {
    self.keys = []
    resize(to: 64)
    for key in keys { _ = insert(key) }
  }

  /// - Returns: `false` when the key is there already.
  mutating func insert(_ key: ExactString) -> Bool {
    let hash = UInt64(truncatingIfNeeded: key.hashValue) & ~Self.positionMask
    var slot = firstSlot(of: hash)
    while slots[slot] != Self.emptySlot {
      let taken = slots[slot]
      if taken & ~Self.positionMask == hash, keys[Int(taken & Self.positionMask)] == key {
        return false
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = hash | UInt64(keys.count)
    keys.append(key)
    if 2 * keys.count > slots.count { resize(to: 2 * slots.count) }
    return true
  }

  private func firstSlot(of hash: UInt64) -> Int { Int(hash >> 32) & (slots.count - 1) }

  private mutating func resize(to count: Int) {
    let taken = slots
    slots = Array(repeating: Self.emptySlot, count: count)
    for entry in taken where entry != Self.emptySlot {
      var slot = firstSlot(of: entry)
      while slots[slot] != Self.emptySlot { slot = (slot + 1) & (count - 1) }
      slots[slot] = entry
    }
  }
}
