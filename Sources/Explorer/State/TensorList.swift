/// The tensor list: what is folded and filtered, the lines that remain, and where the cursor is.
struct TensorList: Sendable, Equatable {
  private(set) var folded: Set<Int>
  private(set) var filter = ""
  /// Whether the lines are tensors in the order of a ranking instead of the tree.
  private(set) var isRanked = false
  /// The nodes of all tensors in the order of the ranking.
  private var ranking: [Int] = []
  /// The tensors that pass the filter; `nil` for all of them.
  private var matches: [Int]?
  /// The nodes of the visible lines, ascending unless they are ranked. Kept, because every frame and every step needs
  /// them, and a model can have tens of thousands of tensors.
  private(set) var rows: [Int]
  /// Tensors that pass the filter.
  private(set) var matchCount: Int
  /// A position in `rows`; 0 where there are none.
  private(set) var cursor = 0
  /// The first line on the screen.
  private(set) var firstRow = 0
  /// Whether the cursor stays on the screen; not after the lines were scrolled.
  private var followsCursor = true

  init(_ tree: ModuleTree, selected node: Int?) {
    folded = tree.initiallyFolded(around: node)
    rows = tree.rows(folded: folded)
    matchCount = tree.nodeOfTensor.count
    if let node { moveCursor(toNode: node) }
  }

  /// The node under the cursor.
  var cursorNode: Int? { rows.indices.contains(cursor) ? rows[cursor] : nil }

  mutating func moveCursor(to row: Int) {
    cursor = min(max(row, 0), max(rows.count - 1, 0))
    followsCursor = true
  }

  /// Moves the cursor to a node, or to the visible module that hides it.
  mutating func moveCursor(toNode node: Int) {
    guard !isRanked else {
      moveCursor(to: rows.firstIndex(of: node) ?? cursor)
      return
    }
    moveCursor(to: rows.partitioningIndex { $0 > node } - 1)
  }

  mutating func setFolded(_ isFolded: Bool, _ node: Int, in tree: ModuleTree) {
    if isFolded { folded.insert(node) } else { folded.remove(node) }
    rebuild(tree, cursorNode: node)
  }

  /// Unfolds everything around a node and moves the cursor to it.
  mutating func reveal(_ node: Int, in tree: ModuleTree) {
    if filter.isEmpty, !isRanked {
      let hiding = tree.ancestors(of: node).filter { folded.contains($0) }
      if !hiding.isEmpty {
        folded.subtract(hiding)
        rows = tree.rows(folded: folded)
      }
    }
    moveCursor(toNode: node)
  }

  /// Shows only what matches; an empty filter shows everything that is not folded.
  mutating func setFilter(_ text: String, matches: NameSearch.Matches, in tree: ModuleTree) {
    filter = text
    matchCount = matches.indices.count
    self.matches = filter.isEmpty ? nil : matches.indices
    rows = visibleRows(in: tree)
    moveCursor(to: cursor)
  }

  /// Lists the tensors in the order of a ranking, or by module again.
  ///
  /// - Parameters:
  ///   - nodes: those of all tensors; `nil` for the tree.
  ///   - node: keeps the cursor, if it has it.
  mutating func setRanking(_ nodes: [Int]?, selected node: Int?, in tree: ModuleTree) {
    let isAtNode = node != nil && cursorNode == node
    isRanked = nodes != nil
    ranking = nodes ?? []
    rows = visibleRows(in: tree)
    if isAtNode, let node { moveCursor(toNode: node) } else { moveCursor(to: cursor) }
  }

  private func visibleRows(in tree: ModuleTree) -> [Int] {
    guard isRanked else {
      return matches.map { tree.rows(tensors: $0) } ?? tree.rows(folded: folded)
    }
    guard let matches else { return ranking }
    var isShown = [Bool](repeating: false, count: tree.nodes.count)
    for tensor in matches { isShown[tree.nodeOfTensor[tensor]] = true }
    return ranking.filter { isShown[$0] }
  }

  private mutating func rebuild(_ tree: ModuleTree, cursorNode: Int) {
    guard filter.isEmpty else { return }
    rows = tree.rows(folded: folded)
    moveCursor(toNode: cursorNode)
  }

  /// Scrolls the lines and leaves the cursor where it is.
  mutating func scroll(by lines: Int) {
    firstRow += lines
    followsCursor = false
  }

  /// Scrolls as little as possible so that there are lines, and the cursor, on the screen.
  mutating func scroll(height: Int) {
    let shown = followsCursor ? cursor : firstRow.clamped(to: 0...max(rows.count - height, 0))
    firstRow = scrolled(firstRow, toShow: shown, of: rows.count, height: height)
  }
}

/// The first line of a list of `count` lines that moves as little as possible from `first` and
/// shows line `row` in `height` lines.
func scrolled(_ first: Int, toShow row: Int, of count: Int, height: Int) -> Int {
  guard height > 0 else { return row }
  let shown = max(min(first, row), row - height + 1)
  return max(min(shown, count - height), 0)
}

extension Array {
  /// The first position whose element satisfies a predicate that never turns false again.
  func partitioningIndex(where belongsToSecondPart: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongsToSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
