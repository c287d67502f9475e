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
      letters.append(contentsOf: name.utf8)
      return letters.count
    }
    for index in letters.indices { letters[index] = Self.lowercased(letters[index]) }
    self.letters = letters
  }

  /// The names that match a filter; all of them for a blank one.
  func matches(_ filter: String) -> Matches {
    let words = filter.split(separator: " ").map { $0.utf8.map(Self.lowercased) }
    guard !words.isEmpty else { return Matches(indices: Array(ends.indices), best: nil) }
    let exact = matches { name in
      words.allSatisfy { Self.start(of: $0, in: name) != nil } ? 0 : nil
    }
    guard exact.indices.isEmpty else { return exact }
    return matches { name in
      var total = 0
      for word in words {
        guard let places = Self.tightestPlaces(of: word, in: name), let first = places.first,
          let last = places.last
        else { return nil }
        total += last - first + 1 - word.count
      }
      return total
    }
  }

  /// Where the letters lie that a filter matches in a name: offsets into its UTF-8.
  func places(of filter: String, in index: Int) -> [Int] {
    let words = filter.split(separator: " ").map { $0.utf8.map(Self.lowercased) }
    let start = index == 0 ? 0 : ends[index - 1]
    let name = letters.span.extracting(start..<ends[index])
    let exact = words.map { word in Self.start(of: word, in: name).map { $0..<$0 + word.count } }
    if exact.allSatisfy({ $0 != nil }) { return exact.compactMap(\.self).flatMap(Array.init) }
    return words.flatMap { Self.tightestPlaces(of: $0, in: name) ?? [] }
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

  private static func start(of word: [UInt8], in name: Span<UInt8>) -> Int? {
    guard word.count <= name.count else { return nil }
    return (0...name.count - word.count).first { start in
      word.indices.allSatisfy { name[start + $0] == word[$0] }
    }
  }

  /// Where the letters of `word` lie in their order in a short part of `name`: the first such part,
  /// tightened from its end.
  private static func tightestPlaces(of word: [UInt8], in name: Span<UInt8>) -> [Int]? {
    var matched = 0
    var end = 0
    while end < name.count, matched < word.count {
      if name[end] == word[matched] { matched += 1 }
      end += 1
    }
    guard matched == word.count else { return nil }
    var places: [Int] = []
    var place = end
    while places.count < word.count {
      place -= 1
      if name[place] == word[word.count - 1 - places.count] { places.append(place) }
    }
    return places.reversed()
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
