import TerminalUI

/// All bindings: the one place that knows which key does what. Footer and help are made from it.
enum KeyMap {
  /// In the order of the help; in the footer those with a hint, in the same order.
  static let bindings =
    schemeBindings + normalFloatBindings + viewBindings + listBindings + distributionBindings
    + gridBindings
    + heatmapBindings + compareBindings + layerBindings + inspectBindings + outputBindings
    + programBindings
    + typingBindings + filterBindings + commandLineBindings + helpBindings + helpFilterBindings
    + alwaysBindings

  private static let commands: [KeyContext: [Key: Command]] = {
    var commands: [KeyContext: [Key: Command]] = [:]
    for binding in bindings {
      for context in binding.topic.contexts {
        for key in binding.keys { commands[context, default: [:]][key] = binding.command }
      }
    }
    return commands
  }()

  static func command(for key: Key, in context: KeyContext) -> Command? {
    commands[context]?[key]
  }

  /// The hints of the footer: what belongs to the context alone comes first.
  static func hints(for context: KeyContext) -> [KeyHints.Hint] {
    let valid = bindings.filter { $0.topic.contexts.contains(context) && $0.hint != nil }
    let ordered = valid.filter { $0.topic != .program } + valid.filter { $0.topic == .program }
    var hints: [KeyHints.Hint] = []
    for binding in ordered {
      guard let label = binding.hint, let key = binding.keys.first?.displayName else { continue }
      if let last = hints.indices.last, hints[last].label == label {
        hints[last].key += " " + key
      } else {
        hints.append(
          KeyHints.Hint(
            key, label, priority: binding.priority, isEssential: binding.priority == essential))
      }
    }
    return hints
  }

  /// The priority of hints that are never left out.
  static let essential = 100
}
