import Analysis
import ArgumentParser
import Checkpoints
import Quantization

/// A model with its matrices quantized, as a file.
struct QuantizeCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Write a packed checkpoint, and report its cost and error.",
    discussion: """
      Examples:
        afpq-tui quantize model.safetensors -o packed.safetensors --scheme afpq4:g64
        afpq-tui quantize model.safetensors -o packed.safetensors --element auto --dry-run

      \(QuantizeCommand.definitions)
      """)

  private static let definitions = """
    OUT is a file, or for a model of several files a folder. It appears at once and whole, or not \
    at all. Embeddings, norms, the output head and tensors of one dimension are copied byte for \
    byte unless --tensor names them; what is copied, and why, is written to standard error.

    Layout rows is the program's own and holds every scheme; gptq and compressed-tensors hold \
    some. The report is that of 'afpq-tui compare' for what is written. JSON also has \
    source_bytes and bytes: of all tensors, before and after, without headers.
    """

  @Argument(help: "The model.")
  var model: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The file or folder to write.", valueName: "out"))
  var destination: String

  @OptionGroup var options: QuantizationOptions

  @Flag(help: "Replace NaN by 0 and infinities by the largest finite magnitude of their group.")
  var sanitize = false

  @Flag(help: "Report sizes and errors, and write nothing.")
  var dryRun = false

  @Flag(help: "Replace an existing file or model.")
  var overwrite = false

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  var target: String? { dryRun ? nil : destination }

  func run() async throws {
    let scheme = try options.resolved()
    let checkpoint = try openModel(at: model, quiet: output.quiet)
    let rule = selection.selection
    let choice = TensorChoice(
      of: try selection.listed(in: checkpoint), omission: rule.omission(of:))
    choice.notes.forEach(output.note)
    try choice.require(of: checkpoint)
    let analyzer = TensorAnalyzer(
      checkpoint: checkpoint, threads: threads.threads ?? processorCount,
      policy: sanitize ? .sanitize : .refuse)
    let splits = try await splits(of: scheme, on: choice.tensors, analyzer)
    let plan = try QuantizationPlan(
      checkpoint, selection: rule, layout: options.layout,
      scheme: { splits[$0.name] ?? scheme })
    if sanitize { try await noteReplacements(in: choice.tensors, analyzer) }
    let results = try await results(of: plan, analyzer)
    try await output.print(Report(quantizing: results, plan, of: checkpoint, target: target))
  }

  /// The scheme of every tensor, where the split of the element is chosen for each.
  private func splits(
    of scheme: QuantizationScheme, on tensors: [TensorDescriptor], _ analyzer: TensorAnalyzer
  ) async throws -> [String: QuantizationScheme] {
    guard options.element == .auto else { return [:] }
    let progress = ProgressLine(total: tensors.weightCount, isQuiet: output.quiet)
    defer { progress.clear() }
    var splits: [String: QuantizationScheme] = [:]
    // What is quantized already is refused by the plan.
    for tensor in tensors where tensor.encoding == nil {
      try Task.checkCancellation()
      splits[tensor.name] = try await analyzer.leastErrorSplit(
        of: scheme, on: tensor.name, layout: options.layout
      ) {
        progress.update(tensor.name, count: tensor.count, fraction: $0)
      }
      progress.finish(tensor.name, count: tensor.count)
    }
    return splits
  }

  private func noteReplacements(
    in tensors: [TensorDescriptor], _ analyzer: TensorAnalyzer
  ) async throws {
    for tensor in tensors {
      try Task.checkCancellation()
      try await analyzer.replacementNote(on: tensor).map(output.note)
    }
  }

  private func results(
    of plan: QuantizationPlan, _ analyzer: TensorAnalyzer
  ) async throws -> [CheckpointQuantizer.TensorResult] {
    let quantizer = CheckpointQuantizer(analyzer, version: AFPQCommand.configuration.version)
    let progress = ProgressLine(total: 1, isQuiet: output.quiet)
    defer { progress.clear() }
    if dryRun {
      return try await quantizer.trial(plan) { progress.update(model, count: 1, fraction: $0) }
    }
    return try await quantizer.write(plan, to: destination, overwrite: overwrite) {
      progress.update(destination, count: 1, fraction: $0)
    }
  }
}
