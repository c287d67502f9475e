import TerminalUI

// Lines that are typed: the filter, the command line, and the filter of the help.
extension AppState {
  /// A key without a meaning of its own, where printable keys are text.
  mutating func type(_ character: Character) {
    edit { $0.insert(character) }
  }

  mutating func edit(_ edit: LineEditor.Edit) {
    self.edit { $0.perform(edit) }
  }

  /// Deletes a character; without one, leaves the line.
  mutating func deleteCharacter() {
    switch keyContext {
    case .filter where list.filter.isEmpty: isEditingFilter = false
    case .commandLine where prompt.editor?.isEmpty == true: prompt.close()
    case .helpFilter where help?.filter.isEmpty == true: help?.isEditingFilter = false
    default: edit(.deleteBefore)
    }
  }

  private mutating func edit(_ change: (inout LineEditor) -> Void) {
    switch keyContext {
    case .filter:
      change(&filterLine)
      if filterLine.text != list.filter { setFilter(filterLine.text) }
    case .commandLine: editCommandLine(change)
    case .helpFilter: help?.edit(change)
    case .list, .distribution, .grid, .heatmap, .compare, .layers, .inspect, .help: break
    }
  }
}
