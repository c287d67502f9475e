import Analysis
import ArgumentParser
import Checkpoints

/// A packed model as floats again.
struct DequantizeCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "dequantize",
    abstract: "Write a packed checkpoint as floats again.",
    discussion: """
      Example: afpq-tui dequantize packed.safetensors -o restored.safetensors

      PACKED is what 'afpq-tui quantize' writes, or a model in a foreign layout that can be read. \
      Its quantized tensors get the dtype of their source, each weight rounded to the nearest \
      value, or float32 where the file does not say what they were. All other tensors are copied \
      byte for byte. OUT is a file, or for a model of several files a folder.
      """)

  /// The dtype of the restored tensors.
  enum RestoredType: String, ExpressibleByArgument, CaseIterable {
    case f32

    var dataType: DataType { .f32 }
  }

  @Argument(help: "The packed model.")
  var packed: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The file or folder to write.", valueName: "out"))
  var destination: String

  @Option(help: "Write restored tensors in this dtype, instead of that of their source.")
  var dtype: RestoredType?

  @Flag(help: "Replace an existing file or model.")
  var overwrite = false

  @Flag(help: "Write neither progress nor notes to standard error.")
  var quiet = false

  @OptionGroup var threads: ThreadOptions

  var target: String? { destination }

  func run() async throws {
    let checkpoint = try openModel(at: packed, quiet: quiet)
    guard checkpoint.tensors.contains(where: { $0.encoding != nil }) else {
      throw CommandFailure("\(checkpoint.name): no tensor is quantized")
    }
    let dequantizer = CheckpointDequantizer(
      checkpoint, threads: threads.threads ?? processorCount)
    let progress = ProgressLine(total: 1, isQuiet: quiet)
    defer { progress.clear() }
    let restored = try await dequantizer.write(
      to: destination, as: dtype?.dataType, overwrite: overwrite
    ) { progress.update(destination, count: 1, fraction: $0) }
    progress.clear()
    guard !quiet else { return }
    let bytes = NumberText.byteCount(restored.reduce(0) { $0 + $1.byteCount })
    StandardError.writeLine(
      "wrote \(destination): \(tensorCountText(restored.count)) dequantized, \(bytes)")
  }
}
