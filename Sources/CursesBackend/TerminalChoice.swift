import CursesShim
public import TerminalUI

/// What the user asks for with `--color`.
public enum ColorMode: String, Sendable, Hashable, CaseIterable {
  case automatic = "auto"
  case never
  case sixteen = "16"
  case indexed = "256"
  case trueColor = "truecolor"
}

/// The terminal type to start ncurses with, and what its colours can do.
public struct TerminalChoice: Sendable, Hashable {
  /// A name of a terminal description.
  public var terminal: String
  public var capability: ColorCapability
  /// Whether the terminal shows more colours than the description says.
  public var exceedsDescription = false

  var colors: curses_shim_colors {
    capability == .none
      ? CURSES_SHIM_NO_COLORS
      : exceedsDescription ? CURSES_SHIM_MADE_DIRECT : CURSES_SHIM_DESCRIBED_COLORS
  }
}

extension TerminalChoice {
  /// Chooses the description that shows most of what was asked for.
  ///
  /// `NO_COLOR` (no-color.org) counts when it is set and not empty, and loses only against an
  /// explicit mode other than `auto`. More colours than `TERM` promises are used when the mode or
  /// `COLORTERM` says so and a richer description of the same terminal exists: `xterm` becomes
  /// `xterm-256color`. True colour needs none: what has 256 colours and is said to show all of them
  /// takes them as every such terminal does.
  ///
  /// - Parameters:
  ///   - environment: the values of the variables by name.
  ///   - colors: the number of colours in a terminal's description, `nil` when there is none.
  public init(
    mode: ColorMode, environment: [String: String], colors: (String) -> Int?
  ) {
    let terminal = environment["TERM"] ?? ""
    let own = colors(terminal) ?? 0
    self.init(terminal: terminal, capability: .none)
    if mode == .never { return }
    if mode == .automatic, !(environment["NO_COLOR"] ?? "").isEmpty { return }
    let wanted = Self.wantedColors(mode, colorTerm: environment["COLORTERM"] ?? "", own: own)
    for name in Self.names(of: terminal) {
      let offered = min(colors(name) ?? 0, wanted)
      guard ColorCapability(colors: offered) > capability else { continue }
      self.init(terminal: name, capability: ColorCapability(colors: offered))
    }
    exceedsDescription = wanted == Self.allColors && capability == .indexed
    if exceedsDescription { capability = .trueColor }
  }

  private static let allColors = 1 << 24

  private static func wantedColors(_ mode: ColorMode, colorTerm: String, own: Int) -> Int {
    switch mode {
    case .never: 0
    case .sixteen: 16
    case .indexed: 256
    case .trueColor: allColors
    case .automatic: colorTerm == "truecolor" || colorTerm == "24bit" ? allColors : own
    }
  }

  /// The descriptions to try; a later one is taken only when it shows more.
  private static func names(of terminal: String) -> [String] {
    var base = terminal
    for suffix in ["-256color", "-16color", "-color"] where base.hasSuffix(suffix) {
      base.removeLast(suffix.count)
    }
    return [terminal, base + "-16color", base + "-256color"]
  }
}
