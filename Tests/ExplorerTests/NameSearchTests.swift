import Testing

@testable import Explorer

@Suite struct NameSearchTests {
  let search = NameSearch(names: [
    "h.0.attn.query", "h.0.mlp.up", "h.1.attn.query", "h.11.attn.query", "h.11.mlp.UP",
  ])

  static let filters: [(String, [Int])] = [
    ("", [0, 1, 2, 3, 4]), ("  ", [0, 1, 2, 3, 4]), ("query", [0, 2, 3]), ("11 query", [3]),
    ("query 11", [3]), ("up", [1, 4]), ("UP", [1, 4]), ("h11q", [3]), ("xyz", []), ("h.1.", [2]),
  ]

  @Test(arguments: filters) func finds(_ filter: String, _ expected: [Int]) {
    #expect(search.matches(filter).indices == expected)
  }

  @Test func bestMatchHasTheTightestLetters() {
    let search = NameSearch(names: ["a..b..c", "a.b.c", "a..b.c"])
    #expect(search.matches("abc").best == 1)
  }

  @Test func lettersApartOnlyCountWhereNoNameHasThemTogether() {
    let search = NameSearch(names: ["u.p", "up"])
    #expect(search.matches("up").indices == [1])
  }

  @Test func placesAreThoseOfTheLettersThatMatch() {
    let search = NameSearch(names: ["l.1", "layer.11.query"])
    #expect(search.places(of: "query 11", in: 1) == [9, 10, 11, 12, 13, 6, 7])
    #expect(search.places(of: "L11q", in: 1) == [0, 6, 7, 9])
    #expect(search.places(of: "", in: 0) == [])
  }
}
