import ArgumentParser
import Glibc

/// The whole program. Without a subcommand it is the explorer.
@main
struct AFPQCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "afpq-tui",
    abstract: "Explore the weights of a neural network, and what low-bit formats do to them.",
    discussion: """
      MODEL is a .safetensors file, a folder or an *.index.json of shards, or a model in a \
      Hugging Face cache. Reports go to standard output as aligned text, JSON (--json) or CSV \
      (--csv); everything else goes to standard error.

      Exit status: 0 done; 1 a check failed; 2 bad arguments or bad input; 74 reading or writing \
      failed after opening; 130 interrupted, 129 and 143 hung up and terminated.
      """,
    version: "0.1.0",
    subcommands: [
      ExploreCommand.self, ListCommand.self, StatsCommand.self, CompareCommand.self,
      GridCommand.self, QuantizeCommand.self, DequantizeCommand.self, VerifyCommand.self,
      RenderCommand.self, BenchCommand.self, DemoCommand.self,
    ],
    defaultSubcommand: ExploreCommand.self)

  static func main() async {
    // A reader that is gone and a file that may not grow are errors of writing, so that what was
    // begun is tidied up; their signals would end the process on the spot.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    keepSomeFreedMemory()
    do {
      switch try parseAsRoot() {
      case let report as any ReportCommand: try await runInterruptibly(report)
      case let explorer as ExploreCommand: try await explorer.run()
      case var command: try command.run()
      }
    } catch {
      end(with: error)
    }
  }

  /// Chunks come and go by the megabyte. Memory that is given back after each is cleared page by
  /// page for the next one, which costs a scan a twentieth of its time.
  private static func keepSomeFreedMemory() {
    // The C library keeps twice as much as the largest block of its own mapping that was ever freed
    // (mallopt(3), M_MMAP_THRESHOLD).
    UnsafeMutableRawPointer.allocate(byteCount: 2 << 20, alignment: 16).deallocate()
  }

  private static func runInterruptibly(_ report: any ReportCommand) async throws {
    // The work starts when signals are listened to, so that none is lost.
    let (listening, gate) = AsyncStream<Never>.makeStream()
    let work = Task {
      for await _ in listening {}
      var report = report
      try await report.run()
    }
    let interruption = Interruption(of: work, target: report.target) { gate.finish() }
    let result = await work.result
    let status = interruption.cancel()
    do {
      try result.get()
    } catch  where CommandFailure(error)?.status == .interrupted {
      throw CommandFailure(silently: status ?? .interrupted)
    }
  }

  /// Ends the process as an error asks for: help and the version are no failures.
  private static func end(with error: any Error) -> Never {
    if let failure = CommandFailure(error) {
      if let message = failure.message { StandardError.writeLine("afpq-tui: " + message) }
      Glibc.exit(failure.status.rawValue)
    }
    guard exitCode(for: error).isSuccess else {
      let message = message(for: error)
      StandardError.writeLine("afpq-tui: " + message.prefix(1).lowercased() + message.dropFirst())
      Glibc.exit(ExitStatus.badInput.rawValue)
    }
    print(fullMessage(for: error))
    Glibc.exit(ExitStatus.done.rawValue)
  }
}

/// A command that answers and ends, or ends early when it is interrupted. The explorer is none: it
/// reads the keyboard itself, Control-C included.
protocol ReportCommand: AsyncParsableCommand, Sendable {
  /// The file or folder that the command writes, if any.
  var target: String? { get }
}

extension ReportCommand {
  var target: String? { nil }
}
