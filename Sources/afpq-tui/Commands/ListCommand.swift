import ArgumentParser

/// What a model contains; reads headers only.
struct ListCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List tensors: name, dtype, shape, parameters, bytes.",
    discussion: """
      Example: afpq-tui list model.safetensors --tensor '*.q_proj.*'

      Tensors that are quantized in the file are listed as the float32 weights that they stand \
      for; encoding says what the file holds, and bytes what that takes.

      JSON and CSV: tensor dtype shape count bytes encoding, where count is the number of \
      parameters.
      """)

  @Argument(help: "The model.")
  var model: String

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let checkpoint = try openModel(at: model, quiet: output.quiet)
    let tensors = try selection.listed(in: checkpoint)
    try await output.print(Report(list: tensors, of: checkpoint))
  }
}
