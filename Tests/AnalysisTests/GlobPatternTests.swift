import Analysis
import Testing

@Suite struct GlobPatternTests {
  static let cases: [(String, String, Bool)] = [
    ("", "", true), ("", "a", false), ("a", "a", true), ("a", "ab", false), ("*", "", true),
    ("*", "a.b.c", true), ("a*c", "a.b.c", true), ("a*c", "a.b.d", false),
    ("*.weight", "q.weight", true),
    ("*.weight", "weight", false), ("?", "a", true), ("?", "", false), ("a?c", "abc", true),
    ("layers.[0-3].*", "layers.2.q", true), ("layers.[0-3].*", "layers.4.q", false),
    ("[!a]b", "cb", true), ("[!a]b", "ab", false), ("[]]", "]", true), ("[a-]", "-", true),
    ("[abc", "[abc", true), ("[", "[", true), ("**a**", "bab", true), ("a*b*c", "aXbYbZc", true),
    ("a*b*c", "aXbYbZ", false), ("é*", "éa", true),
  ]

  @Test(arguments: cases)
  func patternsMatchAsInAShell(pattern: String, name: String, matches: Bool) {
    #expect(GlobPattern(pattern).matches(name) == matches)
  }

  /// A pattern that backtracks through every star would take longer than the universe is old.
  @Test func manyStarsStayCheap() {
    let pattern = GlobPattern(String(repeating: "a*", count: 200) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 5000)))
  }
}
