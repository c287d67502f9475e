import Analysis
import ArgumentParser
import Checkpoints
import Quantization
import WeightStatistics

/// What the weights of a model look like.
struct StatsCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Describe the weights of every floating-point tensor.",
    discussion: """
      Example: afpq-tui stats model.safetensors --group-size 64 --fail-on nan,inf

      \(StatsCommand.definitions)
      """)

  private static let definitions = """
    min and max are over finite weights; moments divide by N. kurtosis is excess kurtosis, 0 for \
    a normal distribution. |max| σ (abs_max_sigmas) is the largest magnitude in standard \
    deviations. asymmetry is the median over groups of |max⁺ - |min⁻|| / max(max⁺, |min⁻|): 0 is \
    symmetric, 1 one-signed; all-zero groups are left out. An outlier lies beyond 6 standard \
    deviations of the mean. An outlier channel (channels, outlier_channel_count) is a column whose \
    root mean square is at least 3 times that of the tensor. JSON and CSV: tensor dtype shape count \
    min max mean std skewness kurtosis abs_max abs_max_sigmas positive_max negative_min asymmetry \
    zero_count nan_count inf_count outlier_count outlier_channel_count one_signed_groups \
    group_size.
    """

  @Argument(help: "The model.")
  var model: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Weights in a group; -1 is one group per row.", valueName: "n"))
  var groupSize = "128"

  @Option(
    help: ArgumentHelp(
      "End with status 1 where a tensor holds one of these: nan, inf, or both with a comma.",
      valueName: "list"))
  var failOn: String?

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let check = try NonFiniteCheck(failOn ?? "")
    let groups = try granularity(groupSize)
    let checkpoint = try openModel(at: model, quiet: output.quiet)
    let choice = TensorChoice(of: try selection.listed(in: checkpoint)) {
      $0.dataType.isFloatingPoint ? nil : .notFloatingPoint($0.dataType)
    }
    choice.notes.forEach(output.note)
    try choice.require(of: checkpoint)
    let analyzer = TensorAnalyzer(
      checkpoint: checkpoint, threads: threads.threads ?? processorCount)
    let statistics = try await analyzer.statistics(
      of: choice.tensors, groups: groups,
      progress: ProgressLine(total: choice.tensors.weightCount, isQuiet: output.quiet))
    try await output.print(Report(statistics: statistics, of: checkpoint))
    try check.verify(statistics)
  }
}

/// What must not occur among the weights.
private struct NonFiniteCheck {
  private let words: [String]

  /// - Throws: `CommandFailure` for a word that is neither `nan` nor `inf`.
  init(_ list: String) throws(CommandFailure) {
    words = list.split(separator: ",").map(String.init)
    if let word = words.first(where: { $0 != "nan" && $0 != "inf" }) {
      throw CommandFailure("--fail-on: '\(word)' is neither nan nor inf")
    }
  }

  /// - Throws: `CommandFailure` that names the first tensor at fault.
  func verify(_ statistics: [TensorStatistics]) throws(CommandFailure) {
    let found = statistics.filter { statistics in
      words.contains("nan") && statistics.signs.nanCount > 0
        || words.contains("inf") && statistics.signs.infinityCount > 0
    }
    guard let first = found.first else { return }
    let rest = found.count == 1 ? "" : " and \(found.count - 1) more"
    throw CommandFailure(
      "\(words.joined(separator: " or ")) found in \(first.tensor.name)\(rest)",
      status: .checkFailed)
  }
}
