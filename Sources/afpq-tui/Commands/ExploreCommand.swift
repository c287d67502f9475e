import Analysis
public import ArgumentParser
import Checkpoints
import CursesBackend
import NumericFormats
import Quantization
public import TerminalUI

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
      """)

  @Argument(help: "The model.")
  var model: String?

  @Option(help: ArgumentHelp("The tensor to begin with.", valueName: "name"))
  var tensor: String?

  @Option(help: "The scheme to begin with.")
  var scheme = "afpq4"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Weights in a group; -1 is one group per row.", valueName: "n"))
  var groupSize: String?

  @Option(help: "How scales are stored.")
  var scaleFormat: ScaleFormat?

  @Option(help: "Colours of the screen.")
  var color = ColorMode.automatic

  @Option(help: "Characters to draw with.")
  var glyphs = GlyphSet.blocks

  @OptionGroup var threads: ThreadOptions

  func run() async throws {
    // The screen belongs to the explorer, which says itself what should be known about the model.
    let checkpoint =
      try model.map { try openModel(at: $0, quiet: StandardOutput.isTerminal) }
      ?? DemonstrationCheckpoint()
    if let tensor, !checkpoint.tensors.contains(where: { $0.name == tensor }) {
      throw CommandFailure("\(checkpoint.name): no tensor named \(tensor)")
    }
    let settings = ExplorerSettings(
      tensor: tensor, scheme: try chosenScheme(), colors: color, glyphs: glyphs,
      threads: threads.threads ?? processorCount)
    guard StandardOutput.isTerminal else {
      try await printReport(checkpoint)
      return
    }
    try await explore(checkpoint, settings)
  }

  private func chosenScheme() throws -> QuantizationScheme {
    var scheme = try QuantizationScheme(parsing: scheme)
    if let groupSize { scheme.granularity = try granularity(groupSize) }
    if let scaleFormat { scheme.scaleFormat = scaleFormat }
    try scheme.validate()
    return scheme
  }

  /// What can be said without a screen.
  private func printReport(_ checkpoint: any Checkpoint) async throws {
    let analyzer = TensorAnalyzer(
      checkpoint: checkpoint, threads: threads.threads ?? processorCount)
    let tensors = checkpoint.tensors.filter {
      $0.dataType.isFloatingPoint && (tensor == nil || $0.name == tensor)
    }
    let statistics = try await analyzer.statistics(
      of: tensors, groups: .perGroup(size: 128), progress: nil)
    let report = Report(statistics: statistics, of: checkpoint)
    try StandardOutput.write(report.text(ReportStyle(color)))
  }
}

extension GlyphSet: ExpressibleByArgument {}
