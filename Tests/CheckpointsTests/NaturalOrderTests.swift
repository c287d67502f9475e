import Testing

@testable import Checkpoints

@Suite struct NaturalOrderTests {
  static let ascending = [
    "", "0", "00", "1", "2", "10", "a", "a1", "a01", "a1b", "a2", "a10", "a99999999999999999999",
    "a100000000000000000000", "a.b", "aa", "b", "layers.1.x", "layers.9.weight",
    "layers.10.bias", "layers.10.weight", "é",
  ]

  @Test func everyPairIsInOrder() {
    let names = Self.ascending.sorted(by: naturallyPrecedes)
    for (index, left) in names.enumerated() {
      for (other, right) in names.enumerated() {
        #expect(naturallyPrecedes(left, right) == (index < other), "\(left), \(right)")
      }
    }
  }

  @Test(arguments: [
    ("layers.9.weight", "layers.10.weight"), ("a9", "a10"), ("a2b10", "a10b2"), ("a", "a0"),
    ("a01", "a1"), ("a01", "a2"), ("model-00002", "model-00010"), ("9", "a"), ("a-1", "a1"),
    ("a18446744073709551616", "a18446744073709551617"), ("a1x", "a01y"),
  ])
  func theFirstPrecedesTheSecond(_ first: String, _ second: String) {
    #expect(naturallyPrecedes(first, second))
    #expect(!naturallyPrecedes(second, first))
  }

  @Test func equivalentNamesOfDifferentBytesAreOrdered() {
    #expect(naturallyPrecedes("e\u{301}", "\u{e9}"))
    #expect(!naturallyPrecedes("\u{e9}", "e\u{301}"))
  }

  @Test func nothingPrecedesItself() {
    for name in Self.ascending { #expect(!naturallyPrecedes(name, name)) }
  }
}
