import Foundation

/// One run of the built program: what it wrote and how it ended.
struct CommandRun {
  let standardOutput: String
  let standardError: String
  let status: Int32
  /// The signal that ended it; `nil` where it ended by itself.
  let signal: Int32?

  /// Runs the program to its end.
  ///
  /// - Parameter script: runs the program in a shell of its own, as `"$0" "$@"`.
  init(_ arguments: [String], in script: String? = nil) throws {
    let running = try RunningCommand(arguments, in: script)
    self = running.finish()
  }

  fileprivate init(output: Data, error: Data, process: Process) {
    standardOutput = String(decoding: output, as: UTF8.self)
    standardError = String(decoding: error, as: UTF8.self)
    status = process.terminationStatus
    signal = process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
  }

  /// The lines of standard error.
  var messages: [String] { standardError.split(separator: "\n").map(String.init) }

  /// Standard output as one JSON object.
  func json() throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(standardOutput.utf8))
    return object as? [String: Any] ?? [:]
  }

  /// The objects under a key of the JSON object.
  func jsonRows(_ key: String = "rows") throws -> [[String: Any]] {
    try json()[key] as? [[String: Any]] ?? []
  }
}

/// The program while it runs. A class, because it owns a process.
final class RunningCommand {
  private let process = Process()
  private let output = Pipe()
  private let error = Pipe()

  /// - Parameters:
  ///   - standardOutput: where the output goes; `nil` collects it.
  ///   - script: runs the program in a shell of its own, as `"$0" "$@"`.
  init(
    _ arguments: [String], standardOutput: FileHandle? = nil, in script: String? = nil
  ) throws {
    if let script {
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", script, Self.program.path] + arguments
    } else {
      process.executableURL = Self.program
      process.arguments = arguments
    }
    process.environment = ["TERM": "xterm-256color", "PATH": "/usr/bin:/bin"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = standardOutput ?? output
    process.standardError = error
    try process.run()
    if standardOutput != nil { try output.fileHandleForWriting.close() }
  }

  /// The program lies beside the tests that were built with it.
  static var program: URL {
    let tests = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appending(path: "afpq-tui")
  }

  /// Waits until something appears on standard error, then sends a signal.
  func sendAfterFirstMessage(_ signal: Int32) {
    awaitFirstMessage()
    Foundation.kill(process.processIdentifier, signal)
  }

  /// Waits until something appears on standard error.
  func awaitFirstMessage() { _ = error.fileHandleForReading.availableData }

  /// Sends SIGKILL after a while, wherever the program is by then.
  func kill(afterMicroseconds delay: UInt32) {
    usleep(delay)
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
  }

  func finish() -> CommandRun {
    let written = output.fileHandleForReading.readDataToEndOfFile()
    let messages = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return CommandRun(output: written, error: messages, process: process)
  }
}
