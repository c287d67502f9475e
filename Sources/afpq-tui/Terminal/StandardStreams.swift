import Glibc
import TerminalUI

/// The stream for data, and for nothing else.
enum StandardOutput {
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes all of the bytes.
  ///
  /// - Throws: `CommandFailure` when the reader is gone or the disk is full.
  static func write(_ bytes: [UInt8]) throws(CommandFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      if written < 0, errno == EPIPE { throw .readerGone }
      guard written >= 0 else {
        let reason = String(cString: strerror(errno)).lowercased()
        throw CommandFailure(
          "standard output: cannot write to it: \(reason)", status: .inputOutputFailed)
      }
      rest = rest.dropFirst(written)
    }
  }
}

/// Text on its way to standard output, written in large pieces.
struct BufferedOutput {
  private var bytes: [UInt8] = []

  private static let pieceSize = 1 << 16

  mutating func append(_ text: String) throws(CommandFailure) {
    bytes.append(contentsOf: text.utf8)
    if bytes.count >= Self.pieceSize { try flush() }
  }

  /// Writes what is left.
  mutating func flush() throws(CommandFailure) {
    try StandardOutput.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}

/// The stream for everything that is no data. What cannot be written there is lost.
enum StandardError {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Code points of one line: room for two paths, while a file may hold a name of megabytes.
  private static let longestLine = 8192

  /// Writes one line; whatever could move the cursor, line breaks included, is escaped. Of a very
  /// long text the middle is left out: what it is about stands in front, what is wrong behind.
  static func writeLine(_ text: String) {
    let scalars = text.unicodeScalars
    let half = longestLine / 2
    let isLong = text.utf8.count > longestLine && scalars.count > longestLine
    let line = isLong ? String(scalars.prefix(half)) + "…" + String(scalars.suffix(half)) : text
    write(displayText(line) + "\n")
  }

  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
