/// Why a terminal could not be taken over. Nothing has been written to it.
public enum CursesBackendError: Error, Sendable, Hashable, CustomStringConvertible {
  case notATerminal(stream: String)
  /// `TERM` names no installed terminal description; empty when it is not set.
  case unknownTerminal(String)
  /// The terminal cannot place its cursor, so that no screen can be drawn: `dumb` is one.
  case noCursorMotion(terminal: String)
  case noSignals

  public var description: String {
    switch self {
    case .notATerminal(let stream):
      "\(stream) is not a terminal; use `stats` or `compare` for output without a screen"
    case .unknownTerminal(""):
      "the environment variable TERM is not set; set it to the type of this terminal"
    case .unknownTerminal(let name):
      "no description of the terminal type \"\(name)\" (TERM) is installed; try TERM=xterm"
    case .noCursorMotion(let terminal):
      "a terminal of type \"\(terminal)\" (TERM) cannot place its cursor; use `stats` or `compare`"
    case .noSignals:
      "the terminal modes or the signal handlers could not be saved"
    }
  }
}
