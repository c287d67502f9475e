import Analysis
import ArgumentParser
import Checkpoints
import CursesBackend
import Explorer
import Quantization

/// The interactive program.
struct ExploreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Explore a model on the screen (default).",
    discussion: """
      Examples:
        afpq-tui
        afpq-tui model.safetensors --scheme afpq4:g64

      Without MODEL it opens the built-in demonstration. Where standard output is no terminal it \
      prints what 'afpq-tui stats' prints.

      Every setting but a place in the model can also stand in the file \
      $XDG_CONFIG_HOME/afpq-tui/settings (~/.config/afpq-tui/settings), one 'name = value' on a \
      line, # before a comment: for example 'scheme = afpq4:g64'. Flags come after it.
      """)

  @Argument(help: "The model.")
  var model: String?

  @OptionGroup var settings: SettingOptions

  func run() async throws {
    leaveCrashesToTheTerminal()
    // The screen belongs to the explorer, which says itself what should be known about the model.
    let checkpoint = try settings.openCheckpoint(model, quiet: StandardOutput.isTerminal)
    let start = try ExplorerStart(checkpoint, settings)
    start.warnings.forEach(StandardError.writeLine)
    guard StandardOutput.isTerminal else {
      try await printReport(checkpoint, start)
      return
    }
    try await explore(checkpoint, start)
  }

  /// What can be said without a screen.
  private func printReport(_ checkpoint: any Checkpoint, _ start: ExplorerStart) async throws {
    let analyzer = TensorAnalyzer(checkpoint: checkpoint, threads: start.threads)
    let tensors = checkpoint.tensors.filter {
      $0.dataType.isFloatingPoint && (settings.tensor == nil || $0.name == settings.tensor)
    }
    let statistics = try await analyzer.statistics(
      of: tensors, groups: .perGroup(size: 128), progress: nil)
    let report = Report(statistics: statistics, of: checkpoint)
    var output = BufferedOutput()
    try await report.writeText(ReportStyle(start.colors)) { (text) throws(CommandFailure) in
      try output.append(text)
    }
    try output.flush()
  }
}
