import TerminalUI

extension AppState {
  /// Shows the tensors that match, and selects the best match unless the selected one is among
  /// them.
  mutating func setFilter(_ text: String) {
    let matches = model.searchIndex.matches(text)
    list.setFilter(text, matches: matches, in: model.tree)
    if filterLine.text != text { filterLine = LineEditor(text) }
    let isSelectionShown = selection.map { selected in
      let position = matches.indices.partitioningIndex { $0 >= selected }
      return matches.indices.indices.contains(position) && matches.indices[position] == selected
    }
    if isSelectionShown != true, let best = matches.best { select(best) }
    revealSelection()
  }

  mutating func clearFilter() {
    isEditingFilter = false
    guard !list.filter.isEmpty else { return }
    setFilter("")
  }
}
