import TerminalUI

extension AppState {
  /// The lines of the help that fit on the screen.
  var helpPage: Int { max(HelpOverlay.contentHeight(in: size), 1) }

  mutating func openHelp(filter: String = "") { help = HelpPanel(filter: filter) }

  mutating func moveHelp(_ step: Step) {
    let page = helpPage
    help?.move(step, page: page)
  }

  mutating func clearHelpFilter() {
    help?.isEditingFilter = false
    help?.edit { $0 = LineEditor() }
  }

  /// Does what the entry under the cursor says, on the screen that it belongs to.
  mutating func runHelpEntry() {
    guard let entry = help?.selected else { return }
    help = nil
    switch entry.action {
    case .type(let text): openCommandLine(text)
    case .perform(let command, let topic):
      guard goTo(topic) else {
        message = "\(entry.keys) works \(topic.title.lowercasedFirst)"
        return
      }
      perform(command)
    }
  }

  /// Shows what the keys of a topic are for; `false` where they only work while something is open.
  private mutating func goTo(_ topic: KeyTopic) -> Bool {
    switch topic {
    case .scheme, .normalFloat, .view, .program, .always: return true
    case .typing, .filter, .commandLine, .help, .helpFilter: return false
    case .list: focus = .list
    case .distribution: open(.distribution)
    case .grid: open(.grid)
    case .heatmap: open(.heatmap)
    case .compare: open(.compare)
    case .layers: open(.layers)
    case .inspect: open(.inspect)
    }
    return true
  }

  private mutating func open(_ next: Screen) {
    show(next)
    focus = .screen
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
