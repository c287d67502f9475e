import Analysis
public import ArgumentParser
import Checkpoints
import CursesBackend
public import Explorer
public import TerminalUI

/// The explorer without a terminal: presses keys and prints the frame that they lead to.
struct RenderCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Print a screen of the explorer, for a bug report or a document.",
    discussion: """
      Examples:
        afpq-tui render --keys '3 Enter n' --size 100x30
        afpq-tui render model.safetensors --scheme nf4:g64 --keys 4 -o compare.svg

      It is the explorer itself: every key waits until what it asked for is on the screen, and the \
      flags are those of 'afpq-tui explore'. Keys are separated by blanks and named as in tmux: \
      single characters, Enter, Escape, Space, Tab, BTab, BSpace, DC, Up, Down, Left, Right, Home, \
      End, PageUp, PageDown, F1 and C-d.
      """)

  @Argument(help: "The model.")
  var model: String?

  @Option(help: "The keys to press.")
  var keys = ""

  @Option(help: ArgumentHelp("Columns and rows of the screen.", valueName: "columns×rows"))
  var size = Size(columns: 120, rows: 40)

  @Option(help: "What to print (default: what the name of the file says, else text).")
  var format: ViewFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write instead of standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  @OptionGroup var settings: SettingOptions

  var target: String? { output }

  func run() async throws {
    let keys = try parsedKeys()
    let checkpoint = try settings.openCheckpoint(model, quiet: false)
    let start = try ExplorerStart(checkpoint, settings)
    let frame = try await frame(start, of: checkpoint, after: keys)
    let text = chosenFormat.contents(
      of: frame, theme: start.state.theme, colors: capability(start.colors))
    guard let output else { return try StandardOutput.write(Array(text.utf8)) }
    try writeTextFile(text, to: output, overwrite: overwrite)
  }

  private var chosenFormat: ViewFormat {
    format ?? output.flatMap { ViewFormat(path: $0) } ?? .text
  }

  private func parsedKeys() throws(CommandFailure) -> [Key] {
    var parsed: [Key] = []
    for name in keys.split(separator: " ") {
      guard let key = Key(name: String(name)) else {
        throw CommandFailure(
          "--keys: '\(name)' is no key: a single character, Enter, Escape, Space, PageDown, F1, "
            + "C-d and the like, separated by blanks")
      }
      parsed.append(key)
    }
    return parsed
  }

  @MainActor
  private func frame(
    _ start: ExplorerStart, of checkpoint: any Checkpoint, after keys: [Key]
  ) async throws -> Canvas {
    let backend = HeadlessBackend(size: size)
    let runtime = Runtime(
      state: start.state, backend: backend, environment: start.environment(of: checkpoint))
    return try await withTaskCancellationHandler {
      let loop = Task { try await runtime.run() }
      await runtime.settled()
      for key in keys {
        backend.send(.key(key))
        await runtime.settled()
      }
      let frame = backend.lastFrame
      backend.send(.terminated)
      try await loop.value
      try Task.checkCancellation()
      return frame ?? Canvas(size: size)
    } onCancel: {
      Task { @MainActor in backend.send(.terminated) }
    }
  }

  /// No terminal limits the colours of a file: `auto` means all of them, unless `NO_COLOR` is set.
  private func capability(_ mode: ColorMode) -> ColorCapability {
    switch mode {
    case .automatic: ReportStyle.isColorForbidden ? .none : .trueColor
    case .never: .none
    case .sixteen: .sixteen
    case .indexed: .indexed
    case .trueColor: .trueColor
    }
  }
}

extension ViewFormat: ExpressibleByArgument {}

extension Size: ExpressibleByArgument {
  /// `120x40` or `120×40`: each at least 1 and at most 1,000.
  public init?(argument: String) {
    let parts = argument.split(omittingEmptySubsequences: false) { "x×X".contains($0) }
    let numbers = parts.compactMap { Int($0) }
    guard parts.count == 2, numbers.count == 2, numbers.allSatisfy((1...1000).contains) else {
      return nil
    }
    self.init(columns: numbers[0], rows: numbers[1])
  }
}
