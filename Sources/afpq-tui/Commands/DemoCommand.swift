import Analysis
import ArgumentParser
import Checkpoints

/// The built-in demonstration as a file.
struct DemoCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Write the built-in demonstration checkpoint to a file.",
    discussion: """
      Example: afpq-tui demo -o demo.safetensors

      Two blocks of a small language model with random weights and a few planted lessons; the \
      file's metadata says what is planted where. The file is the same on every machine.
      """)

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  @Flag(help: "Write no note to standard error.")
  var quiet = false

  @OptionGroup var selection: SelectionOptions

  var target: String? { output }

  func run() async throws {
    let checkpoint = DemonstrationCheckpoint()
    let tensors = try selection.listed(in: checkpoint)
    var writer = try SafetensorsWriter(
      path: output, tensors: tensors, metadata: metadata(of: checkpoint, about: tensors),
      overwrite: overwrite)
    for (index, tensor) in writer.tensors.enumerated() {
      try Task.checkCancellation()
      try checkpoint.withBytes(of: tensor) { (bytes) throws(CheckpointError) in
        try writer.append(bytes, to: index)
      }
    }
    try writer.finish()
    guard !quiet else { return }
    let bytes = NumberText.byteCount(tensors.reduce(0) { $0 + $1.byteCount })
    StandardError.writeLine("wrote \(output): \(tensorCountText(tensors.count)), \(bytes)")
  }

  /// Leaves out the lessons of tensors that are not written; their sentences begin with the name.
  private func metadata(
    of checkpoint: DemonstrationCheckpoint, about tensors: [TensorDescriptor]
  ) -> [MetadataEntry] {
    checkpoint.metadata.filter { entry in
      !entry.key.hasPrefix("lesson.") || tensors.contains { entry.value.hasPrefix($0.name) }
    }
  }
}
