extension Setting {
  /// A word and what it stands for.
  typealias Choice<Value> = (word: String, value: Value)

  /// A setting with a fixed set of words.
  static func choice<Value: Equatable & Sendable>(
    _ name: String, of choices: [Choice<Value>], noun: String, help: String,
    _ path: any WritableKeyPath<AppState, Value> & Sendable
  ) -> Setting {
    let words = choices.map(\.word)
    return Setting(
      name, words.joined(separator: "|"), help: help,
      current: { state in choices.first { $0.value == state[keyPath: path] }?.word },
      candidates: { _, typed in matching(typed, in: words) },
      apply: { state, word throws(SettingError) in
        state[keyPath: path] = try value(of: word, noun: noun, choices)
      })
  }

  /// A setting that is on or off; without a value it changes from one to the other.
  static func toggle(
    _ name: String, help: String, _ path: any WritableKeyPath<AppState, Bool> & Sendable
  ) -> Setting {
    let choices = [("on", true), ("off", false)]
    return Setting(
      name, "on|off", help: help,
      impliedValue: { state in state[keyPath: path] ? "off" : "on" },
      current: { state in state[keyPath: path] ? "on" : "off" },
      candidates: { _, typed in matching(typed, in: choices.map(\.0)) },
      apply: { state, word throws(SettingError) in
        state[keyPath: path] = try value(of: word, noun: "setting of \(name)", choices)
      })
  }

  /// A place in something that is counted from 0.
  static func position(
    _ name: String, help: String, current: @escaping @Sendable (AppState) -> Int,
    count: @escaping @Sendable (AppState) -> Int,
    go: @escaping @Sendable (inout AppState, Int) -> Void
  ) -> Setting {
    Setting(
      name, "N", help: help, places: [.line, .flag], current: { String(current($0)) },
      apply: { state, word throws(SettingError) in
        let positions = 0..<max(count(state), 1)
        guard let position = Int(word), positions.contains(position) else {
          throw SettingError("'\(word)' is no \(name) here: 0 to \(positions.upperBound - 1)")
        }
        go(&state, position)
      })
  }

  /// The value that a word stands for, in full or as the only one that begins so.
  static func value<Value>(
    of word: String, noun: String, _ choices: [Choice<Value>]
  ) throws(SettingError) -> Value {
    if let exact = choices.first(where: { $0.word == word }) { return exact.value }
    let begun = word.isEmpty ? [] : choices.filter { $0.word.hasPrefix(word) }
    guard begun.count == 1 else {
      let words = choices.map(\.word).joined(separator: ", ")
      throw SettingError("'\(word)' is no \(noun): \(words)")
    }
    return begun[0].value
  }

  /// The words that begin with what is typed; where none does, those that contain it.
  static func matching(_ typed: String, in words: [String]) -> [String] {
    let begun = words.filter { $0.hasPrefix(typed) }
    return begun.isEmpty ? words.filter { $0.contains(typed) } : begun
  }
}
