/// Finds tensors by parts of their names.
///
/// A filter is a list of words; every one must occur in the name, letter case aside. Where no name
/// contains them as they stand, their letters may lie apart (`l11q` finds `layer.11.query`).
/// Matches keep their order; `best` says which one is meant most likely.
struct NameSearch: Sendable, Equatable {
  struct Matches: Sendable, Equatable {
    /// Positions of the names, ascending.
    var indices: [Int]
    /// The match with the tightest letters, the first of equals.
    var best: Int?
  }

  /// All names in lower case, one after the other.
  private let letters: [UInt8]
  private let ends: [Int]

  init(names: [String]) {
    var letters: [UInt8] = []
    ends = names.map { name in
      letters.append(contentsOf: name.utf8.lazy.map(Self.lowercased))
      return letters.count
    }
    self.letters = letters
  }

  /// The names that match a filter; all of them for a blank one.
  func matches(_ filter: String) -> Matches {
    let words = filter.split(separator: " ").map { $0.utf8.map(Self.lowercased) }
    guard !words.isEmpty else { return Matches(indices: Array(ends.indices), best: nil) }
    let exact = matches { name in
      words.allSatisfy { Self.contains($0, in: name) } ? 0 : nil
    }
    guard exact.indices.isEmpty else { return exact }
    return matches { name in
      var total = 0
      for word in words {
        guard let span = Self.tightestSpan(of: word, in: name) else { return nil }
        total += span - word.count
      }
      return total
    }
  }

  /// - Parameter looseness: letters between those of the filter, `nil` where it does not match.
  private func matches(_ looseness: (Span<UInt8>) -> Int?) -> Matches {
    var matches = Matches(indices: [], best: nil)
    var least = Int.max
    var start = 0
    for (index, end) in ends.enumerated() {
      if let found = looseness(letters.span.extracting(start..<end)) {
        matches.indices.append(index)
        if found < least { (least, matches.best) = (found, index) }
      }
      start = end
    }
    return matches
  }

  private static func contains(_ word: [UInt8], in name: Span<UInt8>) -> Bool {
    guard word.count <= name.count else { return false }
    return (0...name.count - word.count).contains { start in
      word.indices.allSatisfy { name[start + $0] == word[$0] }
    }
  }

  /// The length of a short part of `name` that holds the letters of `word` in their order: the
  /// first such part, tightened from its end.
  private static func tightestSpan(of word: [UInt8], in name: Span<UInt8>) -> Int? {
    var matched = 0
    var end = 0
    while end < name.count, matched < word.count {
      if name[end] == word[matched] { matched += 1 }
      end += 1
    }
    guard matched == word.count else { return nil }
    var start = end
    while matched > 0 {
      start -= 1
      if name[start] == word[matched - 1] { matched -= 1 }
    }
    return end - start
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
