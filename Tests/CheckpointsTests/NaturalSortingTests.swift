import TestSupport
import Testing

@testable import Checkpoints

@Suite struct NaturalSortingTests {
  /// Names from few characters, so that prefixes, equal numbers and leading zeros are common.
  @Test(arguments: [UInt64(1), 2, 3])
  func sortingAgreesWithTheComparison(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let names = (0..<600).map { _ in
      let length = Int.random(in: 0...7, using: &generator)
      return String((0..<length).map { _ in "0019.:/aé".randomElement(using: &generator) ?? "a" })
    }
    let unique = Set(names.map { ExactString($0) }).map { $0.text }.shuffled(using: &generator)
    let sorted = unique.sortedNaturally { $0 }
    #expect(sorted.count == unique.count)
    #expect(zip(sorted, sorted.dropFirst()).allSatisfy { naturallyPrecedes($0, $1) })
  }

  @Test func numbersOfAnyLengthAreComparedByValue() {
    let long = String(repeating: "7", count: 300)
    let names = ["x.\(long)1", "x.\(long)", "x.6\(long.dropLast())", "x.9", "x.10", "x.0", "x"]
    #expect(
      names.sortedNaturally { $0 }
        == ["x", "x.0", "x.9", "x.10", "x.6\(long.dropLast())", "x.\(long)", "x.\(long)1"])
  }
}
