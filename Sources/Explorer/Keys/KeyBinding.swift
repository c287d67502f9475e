import TerminalUI

/// Where keys go. Every context has its own meaning of a key.
enum KeyContext: Sendable, Hashable, CaseIterable {
  case list
  case distribution
  case grid
  case heatmap
  case compare
  case layers
  case inspect
  case filter
  case commandLine
  case help
  case helpFilter
}

/// A group of bindings that are valid together: a section of the help.
enum KeyTopic: Sendable, Hashable, CaseIterable {
  case scheme
  case normalFloat
  case view
  case list
  case distribution
  case grid
  case heatmap
  case compare
  case layers
  case inspect
  case program
  case typing
  case filter
  case commandLine
  case help
  case helpFilter
  case always

  var title: String {
    switch self {
    case .scheme: "Scheme"
    case .normalFloat: "Scheme, but in the heatmap and the ranking"
    case .view: "View"
    case .list: "In the tensor list"
    case .distribution: "In the distribution"
    case .grid: "In the code grid"
    case .heatmap: "In the heatmap"
    case .compare: "In the comparison"
    case .layers: "In the ranking of layers"
    case .inspect: "At one weight"
    case .program: "Program"
    case .typing: "While a line is typed"
    case .filter: "While a filter is typed"
    case .commandLine: "While a command is typed"
    case .help: "In this help"
    case .helpFilter: "While this help is filtered"
    case .always: "Always"
    }
  }

  var contexts: [KeyContext] {
    switch self {
    // In the heatmap and the ranking, n goes to the next worst.
    case .normalFloat: [.list, .distribution, .grid, .compare, .inspect]
    case .scheme, .view, .program:
      [.list, .distribution, .grid, .heatmap, .compare, .layers, .inspect]
    case .list: [.list]
    case .distribution: [.distribution]
    case .grid: [.grid]
    case .heatmap: [.heatmap]
    case .compare: [.compare]
    case .layers: [.layers]
    case .inspect: [.inspect]
    case .typing: [.filter, .commandLine, .helpFilter]
    case .filter: [.filter]
    case .commandLine: [.commandLine]
    case .help: [.help]
    case .helpFilter: [.helpFilter]
    case .always: KeyContext.allCases
    }
  }
}

/// Keys, what they do, and what the footer and the help say about it.
struct KeyBinding: Sendable, Equatable {
  /// The first one is shown in the footer.
  let keys: [Key]
  let command: Command
  let topic: KeyTopic
  /// What the keys do, as a line of the help.
  let help: String
  /// The words in the footer; neighbours with the same words share a hint. `nil`: not there.
  let hint: String?
  /// When the footer is too narrow, hints with a low priority go first.
  let priority: Int

  init(
    _ keys: Key..., does command: Command, in topic: KeyTopic, help: String, hint: String? = nil,
    priority: Int = 0
  ) {
    self.keys = keys
    self.command = command
    self.topic = topic
    self.help = help
    self.hint = hint
    self.priority = priority
  }

  /// All keys as a person writes them: `↓ j`.
  var keyText: String { keys.map(\.displayName).joined(separator: " ") }
}

extension Key {
  /// The key as a person writes it: `Ctrl-D`, `PgDn`, `←`.
  var displayName: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "Ctrl-\(character.uppercased())"
    case .function(let number): "F\(number)"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    }
  }
}
