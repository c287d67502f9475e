import Glibc

extension Array {
  /// The elements in the natural order of their names.
  public func sortedNaturally(by name: (Element) -> String) -> [Element] {
    naturalOrder(by: name)?.map { self[$0] } ?? self
  }

  /// The positions of the elements in the natural order of their names; `nil` where that is the
  /// order they have.
  func naturalOrder(by name: (Element) -> String) -> [Int]? {
    let isSorted = indices.dropFirst().allSatisfy {
      !naturallyPrecedes(name(self[$0]), name(self[$0 - 1]))
    }
    return isSorted ? nil : NaturalKeys(map(name)).order
  }
}

/// Names rewritten so that comparing bytes compares them naturally, because sorting hundreds of
/// thousands of names compares each of them many times.
///
/// A number becomes a zero digit, the number of its digits, and the digits, both without leading
/// zeros. Only names that differ in leading zeros have the same key.
private struct NaturalKeys {
  private let names: [String]
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  init(_ names: [String]) {
    self.names = names
    ends.reserveCapacity(names.count)
    for name in names {
      append(name.utf8.span)
      ends.append(bytes.count)
    }
  }

  private mutating func append(_ name: Span<UInt8>) {
    var index = 0
    while index < name.count {
      guard isDigit(name[index]) else {
        bytes.append(name[index])
        index += 1
        continue
      }
      let run = digitRun(in: name, from: index)
      var first = run.lowerBound
      while first < run.upperBound, name[first] == 0x30 { first += 1 }
      appendLength(run.upperBound - first)
      for digit in first..<run.upperBound { bytes.append(name[digit]) }
      index = run.upperBound
    }
  }

  private mutating func appendLength(_ length: Int) {
    bytes.append(0x30)
    bytes.append(UInt8(min(length, 0xFF)))
    guard length >= 0xFF else { return }
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: length >> shift))
    }
  }

  /// The positions of the names in natural order.
  var order: [Int] {
    let prefix = commonPrefix
    let entries = ends.indices.map { (head: head(of: $0, from: prefix), name: $0) }
    return bytes.withUnsafeBufferPointer { bytes in
      entries.sorted { left, right in
        if left.head != right.head { return left.head < right.head }
        return precedes(left.name, right.name, in: bytes)
      }
    }.map(\.name)
  }

  private func range(of name: Int) -> Range<Int> { (name == 0 ? 0 : ends[name - 1])..<ends[name] }

  /// The number of bytes that all keys begin with.
  private var commonPrefix: Int {
    guard !ends.isEmpty else { return 0 }
    let first = range(of: 0)
    return ends.indices.reduce(first.count) { length, name in
      let other = range(of: name)
      let limit = min(length, other.count)
      return (0..<limit).first {
        bytes[first.lowerBound + $0] != bytes[other.lowerBound + $0]
      } ?? limit
    }
  }

  /// Eight bytes of a key as one number; zeros beyond its end, which come before everything.
  private func head(of name: Int, from prefix: Int) -> UInt64 {
    let range = range(of: name)
    let start = range.lowerBound + prefix
    return (start..<start + 8).reduce(0) { head, index in
      head << 8 | (index < range.upperBound ? UInt64(bytes[index]) : 0)
    }
  }

  private func precedes(
    _ left: Int, _ right: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let (leftRange, rightRange) = (range(of: left), range(of: right))
    guard let base = bytes.baseAddress else { return false }
    let order = memcmp(
      base + leftRange.lowerBound, base + rightRange.lowerBound,
      min(leftRange.count, rightRange.count))
    if order != 0 { return order < 0 }
    if leftRange.count != rightRange.count { return leftRange.count < rightRange.count }
    return naturallyPrecedes(names[left], names[right])
  }
}
