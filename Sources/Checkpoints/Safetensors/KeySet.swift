/// The keys of a large object.
///
/// Unlike a `Set` it keeps the hashes, so that growing does not read hundreds of thousands of names
/// again. The hashes are seeded by the process: no file can make them collide.
struct KeySet {
  private var keys: [ExactString]
  private var hashes: [Int]
  /// By hash, a position in `keys`, or −1; at most half of the slots are taken.
  private var slots: [Int32] = []

  init(_ keys: some Sequence<ExactString>) {
    self.keys = Array(keys)
    hashes = self.keys.map(\.hashValue)
    grow()
  }

  /// - Returns: `false` when the key is there already.
  mutating func insert(_ key: ExactString) -> Bool {
    let hash = key.hashValue
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 {
      let position = Int(slots[slot])
      if hashes[position] == hash, keys[position] == key { return false }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(keys.count)
    keys.append(key)
    hashes.append(hash)
    if 2 * keys.count > slots.count { grow() }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: max(2 * slots.count, 64))
    for position in keys.indices {
      var slot = hashes[position] & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(position)
    }
  }
}
