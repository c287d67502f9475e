import Quantization

/// Something with a name that a person can set or ask for: on the command line of the screen, as
/// a flag of `explore`, in the file of settings. Completion and help are made from these rows.
public struct Setting: Sendable {
  /// Where a setting can be given.
  public struct Places: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// The command line of the running program.
    public static let line = Places(rawValue: 1 << 0)
    public static let flag = Places(rawValue: 1 << 1)
    public static let file = Places(rawValue: 1 << 2)
    public static let everywhere: Places = [.line, .flag, .file]
  }

  typealias Apply = @Sendable (inout AppState, _ value: String) throws(SettingError) -> Void

  public let name: String
  /// Another name on the command line of the screen.
  let alias: String?
  /// What stands for the value in a help text; `nil` where there is none.
  public let placeholder: String?
  public let help: String
  public let places: Places
  /// What the value is when none is given; `nil` where one must be given.
  let impliedValue: (@Sendable (AppState) -> String)?
  /// The value that is set, as a person would write it.
  let current: @Sendable (AppState) -> String?
  /// Values that continue or contain what is typed, the likeliest first.
  let candidates: @Sendable (AppState, _ typed: String) -> [String]
  let apply: Apply

  init(
    _ name: String, alias: String? = nil, _ placeholder: String?, help: String,
    places: Places = .everywhere, impliedValue: (@Sendable (AppState) -> String)? = nil,
    current: @escaping @Sendable (AppState) -> String? = { _ in nil },
    candidates: @escaping @Sendable (AppState, String) -> [String] = { _, _ in [] },
    apply: @escaping Apply
  ) {
    self.name = name
    self.alias = alias
    self.placeholder = placeholder
    self.help = help
    self.places = places
    self.impliedValue = impliedValue
    self.current = current
    self.candidates = candidates
    self.apply = apply
  }

  /// Every setting, in the order in which they are applied when several are given: what decides
  /// most comes first.
  public static let all =
    schemeSettings + viewSettings + comparisonSettings + programSettings + commands
}

/// Why a setting cannot be set: a sentence that names the value and what is allowed.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Setting {
  /// The setting of this very name; `nil` where there is none.
  public static func named(_ name: String) -> Setting? {
    all.first { $0.name == name || $0.alias == name }
  }

  /// The setting that a word on the command line means: its name, or the only name that begins so.
  static func meant(by word: String) throws(SettingError) -> Setting {
    let offered = all.filter { $0.places.contains(.line) }
    if let setting = named(word) { return setting }
    let begun = offered.filter { $0.name.hasPrefix(word) }
    guard let only = begun.first else {
      throw SettingError("there is no command '\(word)'; Tab goes through all, ? explains them")
    }
    guard begun.count == 1 else {
      throw SettingError("'\(word)' could be \(begun.map(\.name).joined(separator: ", "))")
    }
    return only
  }

  /// The other name, where it begins as something that is typed.
  func alias(continuing typed: String) -> String? {
    typed.isEmpty ? nil : alias.flatMap { $0.hasPrefix(typed) ? $0 : nil }
  }

  /// The line as a help text shows it: `:scheme SCHEME`.
  var usage: String { ":" + name + (placeholder.map { " " + $0 } ?? "") }
}

extension AppState {
  /// Sets a setting.
  ///
  /// - Throws: `SettingError` when there is no such value; then nothing has changed.
  public mutating func set(_ setting: Setting, to value: String) throws(SettingError) {
    try setting.apply(&self, value)
  }
}
