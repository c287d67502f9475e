public import ArgumentParser
public import CursesBackend

/// What a report looks like.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object; numbers are float64 in full, null is what does not exist.")
  var json = false

  @Flag(help: "Print the rows as CSV (RFC 4180), without totals.")
  var csv = false

  @Flag(help: "Write neither progress nor notes to standard error.")
  var quiet = false

  @Option(help: "Colours of the text report.")
  var color = ColorMode.automatic

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other") }
  }

  /// Prints a report in the form that was asked for.
  func print(_ report: Report) async throws(CommandFailure) {
    var output = BufferedOutput()
    let write = { (text: String) throws(CommandFailure) in try output.append(text) }
    if json {
      try await report.writeJSON(write)
    } else if csv {
      try await report.writeCSV(write)
    } else {
      try await report.writeText(ReportStyle(color), write)
    }
    try output.flush()
  }

  /// Writes a note to standard error, unless it is to be quiet.
  func note(_ text: String) {
    if !quiet { StandardError.writeLine(text) }
  }
}

extension ColorMode: ExpressibleByArgument {}

/// How much of the machine a command takes.
struct ThreadOptions: ParsableArguments {
  @Option(help: "Number of threads (default: all processors). Results do not depend on it.")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }
}
