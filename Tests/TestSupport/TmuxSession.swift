import Foundation

/// A shell in a real terminal emulator without a window: tmux, on a server of its own.
///
/// A class, because it owns the server.
public final class TmuxSession {
  private let server = "afpq-test-\(UUID().uuidString.prefix(8))"

  /// What the terminal did not show in time.
  public struct Timeout: Error, CustomStringConvertible {
    public let description: String
  }

  public static var isInstalled: Bool {
    ["/usr/bin/tmux", "/usr/local/bin/tmux"].contains {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  public init(columns: Int = 120, rows: Int = 40) throws {
    try run(
      "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
      "env -u NO_COLOR -u COLORTERM LC_ALL=C.UTF-8 PS1='$ ' XDG_CONFIG_HOME=/nowhere"
        + " bash --norc --noprofile")
    try wait("a prompt") { $0.contains("$") }
  }

  deinit { _ = try? run("kill-server") }

  /// Presses keys by the names that tmux has for them.
  public func press(_ keys: String...) throws { try run(["send-keys"] + keys) }

  /// Types a line and Enter.
  public func enter(_ line: String) throws {
    try run("send-keys", "-l", line)
    try press("Enter")
  }

  public func resize(columns: Int, rows: Int) throws {
    try run("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// The rows of the screen without blanks at their ends.
  public func screen() throws -> String {
    let rows = try run("capture-pane", "-p").split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { $0.replacing(#/ +$/#, with: "") }
    return rows.dropLast().joined(separator: "\n")
  }

  /// Whether alternate screen, cursor and mouse are on.
  public func modes() throws -> String {
    let format = "#{alternate_on} #{cursor_flag} #{mouse_any_flag}"
    return try run("display-message", "-p", format).trimmingCharacters(in: .newlines)
  }

  public func waitFor(_ text: String) throws {
    try wait("\"\(text)\"") { $0.contains(text) }
  }

  public func waitForModes(_ wanted: String) throws {
    try wait("the modes \(wanted)") { _ in try self.modes() == wanted }
  }

  public func wait(
    _ what: String, seconds: Int = 20, until isShown: (String) throws -> Bool
  ) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var shown = try screen()
    while try !isShown(shown) {
      guard ContinuousClock.now < deadline else {
        throw Timeout(description: "the terminal never showed \(what) but:\n\(shown)")
      }
      usleep(10_000)
      shown = try screen()
    }
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> String { try run(arguments) }

  /// Foundation's `Process` waits for everything that holds one of its descriptors, and the server
  /// would hold them: so a shell closes all that it was given and starts tmux. The threads that run
  /// tests block nearly all signals, and a server that inherited that would never end.
  @discardableResult
  private func run(_ arguments: [String]) throws -> String {
    let program = ["env", "--default-signal", "tmux", "-L", server, "-f", "/dev/null"]
    let words = (program + arguments).map {
      "'" + $0.replacing("'", with: #"'\''"#) + "'"
    }
    let script =
      "for d in /proc/self/fd/*; do d=${d##*/}; [ $d -gt 2 ] && eval \"exec $d>&-\"; done; exec "
      + words.joined(separator: " ") + " 2>&1 < /dev/null"
    let quoted = "'" + script.replacing("'", with: #"'\''"#) + "'"
    guard let output = popen("exec bash -c \(quoted)", "re") else {
      throw Timeout(description: "no shell to run tmux in")
    }
    defer { pclose(output) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while case let count = fread(&buffer, 1, buffer.count, output), count > 0 {
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
