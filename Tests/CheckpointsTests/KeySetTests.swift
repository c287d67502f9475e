import Testing

@testable import Checkpoints

@Suite struct KeySetTests {
  /// What inserting the names one after the other says.
  private func insertions(_ names: [String], into keys: inout KeySet) -> [Bool] {
    names.map { keys.insert(ExactString($0)) }
  }

  @Test func everyKeyIsTakenOnce() {
    let names = (0..<5000).map { "model.layers.\($0).weight" }
    var keys = KeySet(names.prefix(16).map { ExactString($0) })
    let first = insertions(names, into: &keys)
    #expect(first == names.indices.map { $0 >= 16 })
    let second = insertions(names, into: &keys)
    #expect(!second.contains(true))
  }

  @Test func onlyEqualBytesAreEqual() {
    var keys = KeySet([ExactString("\u{e9}")])
    let found = insertions(["e\u{301}", "\u{e9}"], into: &keys)
    #expect(found == [true, false])
  }
}
