import Foundation
import TestSupport

extension PseudoTerminal {
  /// The built program in a terminal of its own, without the settings of whoever runs the tests.
  static func program(
    _ arguments: [String] = [], _ environment: [String: String] = [:], columns: Int = 120,
    rows: Int = 40, standardInput: String? = nil
  ) throws -> PseudoTerminal {
    let variables = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": "/nowhere"]
    return try PseudoTerminal(
      [RunningCommand.program.path] + arguments,
      environment: variables.merging(environment) { $1 }, columns: columns, rows: rows,
      standardInput: standardInput)
  }

  /// The parameters of every "select graphic rendition".
  var renditions: [[Int]] {
    text.matches(of: #/\u{1B}\[([0-9;]*)m/#)
      .map { $0.1.split(separator: ";").compactMap { Int($0) } }
  }
}
