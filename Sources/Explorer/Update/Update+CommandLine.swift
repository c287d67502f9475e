import TerminalUI

extension AppState {
  mutating func openCommandLine(_ text: String = "") {
    prompt.open(text)
    renewCompletion()
  }

  mutating func editCommandLine(_ change: (inout LineEditor) -> Void) {
    prompt.edit(change)
    renewCompletion()
  }

  mutating func recallCommand(by step: Int) {
    prompt.recall(by: step)
    renewCompletion()
  }

  private mutating func renewCompletion() {
    prompt.completion = prompt.editor.map { completion(of: $0.beforeCursor) }
  }

  /// Puts the next candidate into the line. The only one is taken for good, and with it the way to
  /// its value is open.
  mutating func complete(by step: Int) {
    guard var completion = prompt.completion, !completion.candidates.isEmpty else { return }
    completion.step(by: step)
    take(completion, forGood: completion.candidates.count == 1)
  }

  /// Puts a candidate into the line and goes on with what can follow it.
  mutating func complete(with candidate: Int) {
    guard var completion = prompt.completion, completion.candidates.indices.contains(candidate)
    else { return }
    completion.choose(candidate)
    take(completion, forGood: true)
  }

  private mutating func take(_ completion: Completion, forGood: Bool) {
    prompt.completion = completion
    prompt.edit { $0.replaceBeforeCursor(with: completion.text) }
    guard forGood, let chosen = completion.chosen, completion.candidates[chosen].takesValue
    else { return }
    editCommandLine { $0.insert(" ") }
  }

  /// Does what the line says and closes it; when it cannot be done, the line stays and says why.
  mutating func runCommandLine() {
    guard let text = prompt.editor?.text else { return }
    let line = CommandLineText(text)
    guard !line.name.isEmpty else {
      prompt.close()
      return
    }
    let typed = prompt
    // What is done must not see the line: it may open another one, or write the view.
    prompt.close()
    do throws(SettingError) {
      try run(line)
      prompt.remember(text)
    } catch {
      prompt = typed
      prompt.failure = error.description
    }
  }

  private mutating func run(_ line: CommandLineText) throws(SettingError) {
    let setting = try Setting.meant(by: line.name)
    let value = line.value.trimmingBlanks
    guard value.isEmpty else {
      guard setting.placeholder != nil else {
        throw SettingError("'\(value)' is too much: \(setting.name) takes no value")
      }
      return try set(setting, to: value)
    }
    if let implied = setting.impliedValue?(self) {
      try set(setting, to: implied)
      if setting.placeholder != nil, !implied.isEmpty { message = "\(setting.name) \(implied)" }
    } else if let current = setting.current(self) {
      message = "\(setting.name) \(current)"
    } else {
      throw SettingError("\(setting.name) needs a value: \(setting.placeholder ?? "")")
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
