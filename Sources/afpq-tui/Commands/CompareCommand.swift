import Analysis
import ArgumentParser
import Checkpoints
import Quantization
import WeightStatistics

/// What schemes cost and what they do to the weights of a model.
struct CompareCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare schemes on every tensor: bits per weight and error.",
    discussion: """
      Examples:
        afpq-tui compare model.safetensors --schemes int4,fp4,afpq4 --group-size 32,128
        afpq-tui compare model.safetensors --bits 3,4 --clipping mse --json

      \(CompareCommand.definitions)
      """)

  private static let definitions = """
    A scheme is a short name (int4, int4-sym, fp4, fp4-e3m0, afpq4, nf4, afpq-nf4, fp4-zp, mxfp4, \
    nvfp4, amxfp4 …) or ELEMENT:SCALING:GRANULARITY, followed by overrides such as :g64, :channel, \
    :f32 or :mse. Embeddings, norms, the output head and tensors of one dimension are left out \
    unless --tensor names them.

    Errors compare the source in float32 with what the stored codes and scales restore. \
    bits/weight counts all stored bytes. NMSE is the sum of squared errors over the sum of squared \
    weights; SQNR = -10 log10 NMSE, missing where nothing is lost. zeroed (zero_fraction) is the \
    share of weights that were not zero and became zero; clamped_scales counts scales that their \
    storage format could not hold. ★ marks the least error. Weights that are NaN or infinite are \
    refused unless --sanitize replaces them. JSON and CSV: tensor dtype shape scheme \
    bits_per_weight mse nmse sqnr_db max_abs_error cosine mean_error zero_fraction clamped_scales.
    """

  @Argument(help: "The model.")
  var model: String

  @OptionGroup var schemes: SchemeOptions

  @Flag(help: "Replace NaN by 0 and infinities by the largest finite magnitude of their group.")
  var sanitize = false

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let expansion = try schemes.expanded()
    let checkpoint = try openModel(at: model, quiet: output.quiet)
    let rule = selection.selection
    let choice = TensorChoice(
      of: try selection.listed(in: checkpoint), omission: rule.omission(of:))
    (expansion.notes + choice.notes).forEach(output.note)
    try choice.require(of: checkpoint)
    let rows = try await compare(expansion.schemes, on: choice.tensors, of: checkpoint)
    try await output.print(Report(comparison: rows, of: checkpoint))
    try refuse(rows)
  }

  private func compare(
    _ schemes: [QuantizationScheme], on tensors: [TensorDescriptor], of checkpoint: any Checkpoint
  ) async throws -> [ComparisonRow] {
    let analyzer = TensorAnalyzer(
      checkpoint: checkpoint, threads: threads.threads ?? processorCount,
      policy: sanitize ? .sanitize : .refuse)
    let progress = ProgressLine(total: tensors.weightCount, isQuiet: output.quiet)
    defer { progress.clear() }
    var rows: [ComparisonRow] = []
    try await analyzer.sideBySide(tensors) {
      $0
    } ask: { [sanitize] analyzer, tensor in
      let note = sanitize ? try await analyzer.replacementNote(on: tensor) : nil
      let results = try await analyzer.compare(schemes, on: tensor.name) {
        progress.update(tensor.name, count: tensor.count, fraction: $0)
      }
      return (note: note, results: results)
    } receive: { tensor, answer in
      if let note = answer.note { progress.makeWay { output.note(note) } }
      rows += ComparisonRow.rows(answer.results, of: tensor)
      progress.finish(tensor.name, count: tensor.count)
    }
    return rows
  }

  /// - Throws: `CommandFailure` for the first scheme that did not apply to its tensor.
  private func refuse(_ rows: [ComparisonRow]) throws(CommandFailure) {
    for row in rows {
      guard case .failure(let error) = row.result.outcome else { continue }
      let remedy = if case .nonFinite = error { ": --sanitize replaces them" } else { "" }
      throw CommandFailure("\(row.tensor.name): \(error)\(remedy)")
    }
  }
}
