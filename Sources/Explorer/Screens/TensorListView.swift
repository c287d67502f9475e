import Analysis
import Checkpoints
import TerminalUI

/// The tensor list: modules to fold, tensors with their shape and dtype.
struct TensorListView {
  var state: AppState

  func draw(in area: Rect, heading: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    drawHeading(in: heading, on: &canvas)
    let list = state.list
    canvas.mark(heading, as: MouseTarget.listHeading)
    canvas.mark(area, as: MouseTarget.list)
    if list.rows.isEmpty {
      canvas.draw("no tensor matches", x: area.x + 2, y: area.y, style: Theme.muted)
    }
    for (line, row) in area.rows.enumerated() {
      let index = list.firstRow + line
      guard list.rows.indices.contains(index) else { return }
      drawRow(list.rows[index], isCursor: index == list.cursor, in: row, on: &canvas)
      canvas.mark(row, as: MouseTarget.listRow(index))
    }
  }

  private func drawHeading(in area: Rect, on canvas: inout Canvas) {
    let list = state.list
    let total = state.model.tensors.count
    let count =
      list.filter.isEmpty
      ? (state.hasScanStarted ? sortKeyTitle : NumberText.count(total))
      : "\(NumberText.count(list.matchCount)) of \(NumberText.count(total))"
    let title = list.filter.isEmpty ? "Tensors" : "/\(list.filter)"
    let style = state.focus == .list ? Theme.strong : Theme.muted
    let room = area.width - displayWidth(count) - 4
    canvas.draw(truncated(title, to: room), x: area.x + 1, y: area.y, style: style)
    let x = area.maxX - 1 - displayWidth(count)
    canvas.draw(count, x: x, y: area.y, style: Theme.muted)
  }

  private var sortKeyTitle: String {
    state.layerColumn.title + (state.list.isRanked ? " ▾" : "")
  }

  private func drawRow(_ index: Int, isCursor: Bool, in row: Rect, on canvas: inout Canvas) {
    let node = state.model.tree.nodes[index]
    let tensor = node.tensor.map { state.model.tensors[$0] }
    let isShown = node.tensor != nil && node.tensor == state.selection
    let isRanked = state.list.isRanked
    let indent = isRanked ? 0 : min((row.width < 30 ? 1 : 2) * node.depth, row.width / 3)
    let mark = node.isModule ? (isUnfolded(index) ? "▾ " : "▸ ") : "  "
    let label = row.inset(left: 1 + indent, right: 1)
    // The name comes first: what would cut it short is left out.
    let name = min(displayWidth(listLabel(node)), 16)
    let details = tensor.map(details) ?? []
    let detail = details.first { label.width - displayWidth($0) - 3 >= name } ?? ""
    let isMeasured = node.tensor.flatMap { state.scan.position(of: $0) } != nil
    // Where a ranking gives the order, its bars stand below each other, and names are abbreviated.
    let withBar = SortKeyView.width(hasBar: true) + 3
    let hasBar = row.width >= 30 && (isRanked || label.width - withBar >= name)
    let reserved = isMeasured ? SortKeyView.width(hasBar: hasBar) : displayWidth(detail)
    let room = label.width - 2 - (reserved == 0 ? 0 : reserved + 1)
    let isMuted = tensor.map { !$0.isAnalysable } ?? false
    let shown = shownName(node, room: room)
    canvas.draw(mark + shown.text, x: label.x, y: row.y, style: isMuted ? Theme.muted : .plain)
    canvas.highlight(matchedCells(of: index, shown).map { $0 + 2 }, in: label)
    if isMeasured, let position = node.tensor {
      SortKeyView(state: state, tensor: position).draw(in: label, hasBar: hasBar, on: &canvas)
    } else {
      canvas.draw(detail, x: label.maxX - displayWidth(detail), y: row.y, style: Theme.muted)
    }
    if isShown { canvas.draw(state.glyphs.selection, x: row.x, y: row.y, style: Theme.accent) }
    highlight(row, isCursor: isCursor, isShown: isShown, on: &canvas)
  }

  /// The cells of a label, as it is shown, that the filter matches: those of the tensor, or of the
  /// first tensor of the module.
  private func matchedCells(of index: Int, _ name: (text: String, isAbbreviated: Bool)) -> [Int] {
    let list = state.list
    let nodes = state.model.tree.nodes
    guard !list.filter.isEmpty else { return [] }
    if name.isAbbreviated {
      // What is left of the letters is looked for anew.
      let places = NameSearch(names: [name.text]).places(of: list.filter, in: 0)
      return cells(ofOffsets: places, in: name.text)
    }
    let first = list.rows.partitioningIndex { $0 >= index }
    guard
      let tensor = list.rows[first...].lazy.compactMap({ nodes[$0].tensor }).first
    else { return [] }
    let start = state.model.tree.ancestors(of: index).reduce(0) {
      $0 + nodes[$1].label.utf8.count + 1
    }
    let label = nodes[index].label
    let places = state.model.searchIndex.places(of: list.filter, in: tensor)
    return cells(ofOffsets: places.map { $0 - start }, in: label)
      .compactMap { cell(of: $0, in: label, truncatedTo: name.text) }
  }

  /// - Returns: `nil` for what was cut out of the middle.
  private func cell(of cell: Int, in label: String, truncatedTo shown: String) -> Int? {
    guard displayText(label) != shown else { return cell }
    let head = displayWidth(String(shown.prefix { $0 != "…" }))
    let cut = displayWidth(label) - displayWidth(shown)
    return cell < head ? cell : cell - cut > head ? cell - cut : nil
  }

  /// The words of the tree, or the whole name where the modules around it are not shown.
  private func shownName(
    _ node: ModuleTree.Node, room: Int
  ) -> (text: String, isAbbreviated: Bool) {
    if state.list.isRanked, let tensor = node.tensor {
      return (abbreviated(state.model.tensors[tensor].name, to: room), true)
    }
    let label = listLabel(node)
    // Of `experts.10.down_proj`, the middle says most.
    let isAbbreviated =
      displayWidth(label) > room && node.tensor != nil
      && label.split(separator: ".").contains(where: isNumber)
    return (isAbbreviated ? abbreviated(label, to: room) : cut(label, to: room), isAbbreviated)
  }

  /// Of `self_attn.v_proj`, the last word stays whole.
  private func cut(_ label: String, to room: Int) -> String {
    let start = label.lastIndex(of: ".").map { label.index(after: $0) } ?? label.startIndex
    let (modules, word) = (label[..<start], label[start...])
    let left = room - displayWidth(String(word))
    guard displayWidth(label) > room, left >= 3 else {
      return truncated(label, to: room, at: .middle)
    }
    return truncated(String(modules), to: left) + displayText(String(word))
  }

  /// What is no weight says so; weights need not, and leave the room to their shape. A filter finds
  /// letters anywhere in the name, so there all of it is shown.
  private func listLabel(_ node: ModuleTree.Node) -> String {
    let suffix = ".weight"
    guard state.list.filter.isEmpty, node.label.hasSuffix(suffix) else { return node.label }
    return String(node.label.dropLast(suffix.count))
  }

  private func highlight(_ row: Rect, isCursor: Bool, isShown: Bool, on canvas: inout Canvas) {
    if isCursor, state.focus == .list {
      canvas.restyle(row.inset(left: 1)) { $0.attributes.formUnion(.reverse) }
    } else if isShown {
      canvas.restyle(row.inset(left: 1)) { $0.attributes = [.bold] }
    }
  }

  private func isUnfolded(_ node: Int) -> Bool {
    !state.list.filter.isEmpty || !state.list.folded.contains(node)
  }

  /// The shape, and the dtype where it is not the model's usual one.
  private func details(_ tensor: TensorDescriptor) -> [String] {
    let shape = tensor.shape.isEmpty ? "1" : tensor.shape.map(String.init).joined(separator: "×")
    let isUsual = tensor.dataType == state.model.usualDataType
    return isUsual ? [shape] : ["\(tensor.dataType.name) \(shape)", tensor.dataType.name]
  }
}
