import TerminalUI

extension AppState {
  mutating func moveCursor(_ step: Step) {
    let layout = FrameLayout(self)
    guard !layout.list.isEmpty else {
      // Without a list on the screen, steps over modules would look like nothing happened.
      if case .by(let distance) = step { stepTensor(by: distance) }
      return
    }
    list.moveCursor(
      to: step.applied(to: list.cursor, count: list.rows.count, page: layout.list.height))
    selectAtCursor()
  }

  /// Shows the tensor under the cursor; on a module the last one stays.
  mutating func selectAtCursor() {
    guard let node = list.cursorNode, let tensor = model.tree.nodes[node].tensor else { return }
    select(tensor)
  }

  /// Goes to the next (1) or previous (−1) tensor of the list, into folded modules, too.
  mutating func stepTensor(by step: Int) {
    guard let next = nextTensor(by: step) else {
      message = model.tensors.isEmpty ? nil : "this is the \(step > 0 ? "last" : "first") tensor"
      return
    }
    list.reveal(model.tree.nodeOfTensor[next], in: model.tree)
    select(next)
  }

  private func nextTensor(by step: Int) -> Int? {
    let nodes = model.tree.nodes
    guard let selection else { return nil }
    let current = model.tree.nodeOfTensor[selection]
    if list.filter.isEmpty, !list.isRanked {
      let following =
        step > 0
        ? nodes[(current + 1)...].first { !$0.isModule }
        : nodes[..<current].last { !$0.isModule }
      return following?.tensor
    }
    let shown = list.rows
    if list.isRanked {
      let place = (shown.firstIndex(of: current) ?? 0) + step
      return shown.indices.contains(place) ? nodes[shown[place]].tensor : nil
    }
    let position = shown.partitioningIndex { $0 >= current }
    let following =
      step > 0
      ? shown[position...].first { $0 > current && !nodes[$0].isModule }
      : shown[..<position].last { !nodes[$0].isModule }
    return following.flatMap { nodes[$0].tensor }
  }

  mutating func fold() {
    guard let node = list.cursorNode else { return }
    let entry = model.tree.nodes[node]
    if entry.isModule, list.filter.isEmpty, !list.folded.contains(node) {
      list.setFolded(true, node, in: model.tree)
    } else if let parent = entry.parent, !list.isRanked {
      list.moveCursor(toNode: parent)
    }
  }

  mutating func unfold() {
    guard let node = list.cursorNode else { return }
    if !model.tree.nodes[node].isModule {
      focus = .screen
    } else if list.filter.isEmpty, list.folded.contains(node) {
      list.setFolded(false, node, in: model.tree)
    } else {
      moveCursor(.by(1))
    }
  }

  mutating func toggleFold() {
    guard let node = list.cursorNode, model.tree.nodes[node].isModule else { return }
    guard list.filter.isEmpty else {
      message = "the filter shows every match; Esc clears it"
      return
    }
    list.setFolded(!list.folded.contains(node), node, in: model.tree)
  }

  mutating func open() {
    guard let node = list.cursorNode else { return }
    if !FrameLayout(self).list.isEmpty, model.tree.nodes[node].isModule {
      toggleFold()
    } else {
      focus = .screen
    }
  }

  /// Leaves the innermost thing: the view for the list, then the filter.
  mutating func goBack() {
    if screen == .layers, scanSlot.isPending {
      stopScan()
    } else if focus == .screen {
      focus = .list
      revealSelection()
    } else if list.filter.isEmpty, scanSlot.isPending {
      stopScan()
    } else {
      clearFilter()
    }
  }

  private mutating func stopScan() {
    scan.stop()
    message = "scan stopped; 5 resumes it"
  }

  mutating func revealSelection() {
    guard let selection else { return }
    list.reveal(model.tree.nodeOfTensor[selection], in: model.tree)
  }
}
