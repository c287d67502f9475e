/// The text of all names, one after the other, and where its components are.
///
/// A component ends at a dot. A number stays with the word before it (`layers.10`).
struct NameComponents {
  private let bytes: [UInt8]
  /// Where every name starts; the next one starts where it ends.
  let starts: [Int]

  /// Names come from a file; deeper ones keep their last dots.
  private static let maximumDepth = 16

  init(_ names: [String]) {
    var bytes: [UInt8] = []
    starts = names.map { name in
      let start = bytes.count
      bytes.append(contentsOf: name.utf8)
      return start
    }
    self.bytes = bytes
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard left.count == right.count else { return false }
    return (0..<left.count).allSatisfy {
      bytes[left.lowerBound + $0] == bytes[right.lowerBound + $0]
    }
  }

  func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  func end(ofName name: Int) -> Int {
    name + 1 < starts.count ? starts[name + 1] : bytes.count
  }

  /// The component that starts at a position.
  ///
  /// - Parameter level: the number of components before it in the name.
  func component(at start: Int, ofName name: Int, level: Int) -> Range<Int> {
    let nameEnd = end(ofName: name)
    if level + 1 == Self.maximumDepth { return start..<nameEnd }
    var end = partEnd(from: start, limit: nameEnd)
    while end < nameEnd {
      let next = partEnd(from: end + 1, limit: nameEnd)
      guard isNumber(end + 1..<next) else { break }
      end = next
    }
    return start..<end
  }

  private func partEnd(from start: Int, limit: Int) -> Int {
    var end = start
    while end < limit, bytes[end] != 0x2E { end += 1 }
    return end
  }

  private func isNumber(_ part: Range<Int>) -> Bool {
    !part.isEmpty && part.allSatisfy { bytes[$0] &- 0x30 < 10 }
  }
}

/// How far the components of every name were followed.
struct NamePaths {
  let names: NameComponents
  private var positions: [Int]

  init(_ names: NameComponents) {
    self.names = names
    positions = names.starts
  }

  /// The component of a name at a level, those before it followed already, and whether it is its
  /// last.
  mutating func nextComponent(
    ofName name: Int, level: Int
  ) -> (label: Range<Int>, isLast: Bool) {
    let label = names.component(at: positions[name], ofName: name, level: level)
    positions[name] = label.upperBound + 1
    return (label, label.upperBound == names.end(ofName: name))
  }
}

/// The positions of labels in the order of their first occurrence, equal by their bytes.
struct LabelIndex {
  private var labels: [Range<Int>] = []
  /// Only kept for many labels; most modules hold a few.
  private var positions: [ArraySlice<UInt8>: Int] = [:]

  private static let fewLabels = 16

  /// The position of a label, which is the next one where it is new.
  mutating func position(of label: Range<Int>, in names: NameComponents) -> Int {
    // In natural order the tensors of a module nearly always follow each other.
    if let last = labels.last, names.isEqual(last, label) { return labels.count - 1 }
    let known =
      labels.count <= Self.fewLabels
      ? labels.firstIndex { names.isEqual($0, label) } : positions[names.slice(label)]
    if let known { return known }
    labels.append(label)
    if labels.count == Self.fewLabels + 1 {
      for (position, label) in labels.enumerated() { positions[names.slice(label)] = position }
    } else if labels.count > Self.fewLabels {
      positions[names.slice(label)] = labels.count - 1
    }
    return labels.count - 1
  }
}
