import Analysis
import ArgumentParser
import Checkpoints
import WeightStatistics

/// A packed model against its source.
struct VerifyCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Measure the error of a packed checkpoint against its source.",
    discussion: """
      Example: afpq-tui verify model.safetensors packed.safetensors --min-sqnr 18

      \(VerifyCommand.definitions)
      """)

  private static let definitions = """
    Errors are those of the float32 weights that the packed file restores, as 'afpq-tui compare' \
    defines them; bits/weight counts the bytes that are stored. Tensors that are not quantized in \
    PACKED are not compared. A tensor that is missing in one of the models, or has another shape, \
    is an error, unless it is one that quantization leaves alone. JSON and CSV: the keys of \
    compare, where scheme is what PACKED calls it; clamped_scales is not known.
    """

  @Argument(help: "The source.")
  var model: String

  @Argument(help: "The packed model.")
  var packed: String

  @Option(
    help: ArgumentHelp(
      "End with status 1 where the SQNR of a tensor is less.", valueName: "dB"))
  var minSqnr: Double?

  @Flag(help: "Compare with what sanitizing makes of weights that are NaN or infinite.")
  var sanitize = false

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let source = try openModel(at: model, quiet: output.quiet)
    let packed = try openModel(at: packed, quiet: output.quiet)
    _ = try selection.listed(in: source)
    let pairs = try PackedPair.pairs(
      of: source, packedAs: packed, selection: selection.selection)
    guard !pairs.isEmpty else {
      throw CommandFailure("\(packed.name): no tensor is quantized")
    }
    let analyzer = TensorAnalyzer(
      checkpoint: source, threads: threads.threads ?? processorCount,
      policy: sanitize ? .sanitize : .refuse)
    let rows = try await rows(pairs, of: packed, analyzer)
    try await output.print(Report(verifying: rows, of: source, packed: packed))
    if let minSqnr { try require(minSqnr, of: rows) }
  }

  private func rows(
    _ pairs: [PackedPair], of packed: any Checkpoint, _ analyzer: TensorAnalyzer
  ) async throws -> [VerificationRow] {
    let progress = ProgressLine(
      total: pairs.map(\.source).weightCount, isQuiet: output.quiet)
    defer { progress.clear() }
    var rows: [VerificationRow] = []
    try await analyzer.sideBySide(pairs) {
      $0.source
    } ask: { analyzer, pair in
      try await analyzer.errors(of: pair, in: packed) {
        progress.update(pair.source.name, count: pair.source.count, fraction: $0)
      }
    } receive: { pair, report in
      let scheme = packed.storedForm(of: pair.packed)?.scheme
      rows.append(VerificationRow(pair: pair, scheme: scheme, report: report))
      progress.finish(pair.source.name, count: pair.source.count)
    }
    return rows
  }

  /// - Throws: `CommandFailure` that names the tensors with more error.
  private func require(_ limit: Double, of rows: [VerificationRow]) throws(CommandFailure) {
    let names = rows.filter { !$0.report.metrics.reaches(limit) }.map(\.pair.source.name)
    guard !names.isEmpty else { return }
    throw CommandFailure(
      "the SQNR is below \(limit) dB in \(names.joined(separator: ", "))", status: .checkFailed)
  }
}

extension ErrorMetrics {
  /// Whether the signal-to-noise ratio is at least `limit` decibels; weights without error reach
  /// every limit, and those with no signal none.
  fileprivate func reaches(_ limit: Double) -> Bool {
    if squaredError == 0 { return true }
    return signalToNoiseDecibels.map { $0 >= limit } ?? false
  }
}
