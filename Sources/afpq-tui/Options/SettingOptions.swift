import ArgumentParser
import Checkpoints
import CursesBackend
import Explorer

/// How the explorer begins: a flag for every setting, with the names, values and words of the
/// command line on its screen.
struct SettingOptions: ParsableArguments {
  @Option(help: .setting("scheme")) var scheme: String?
  @Option(help: .setting("bits")) var bits: String?
  @Option(parsing: .unconditional, help: .setting("group-size")) var groupSize: String?
  @Option(help: .setting("split")) var split: String?
  @Option(help: .setting("scale-format")) var scaleFormat: String?
  @Option(help: .setting("clipping")) var clipping: String?
  @Option(help: .setting("tensor")) var tensor: String?
  @Option(help: .setting("screen")) var screen: String?
  @Option(help: .setting("scope")) var scope: String?
  @Option(help: .setting("row")) var row: String?
  @Option(help: .setting("group")) var group: String?
  @Option(help: .setting("column")) var column: String?
  @Flag(inversion: .prefixedNo, help: .setting("log-counts")) var logCounts: Bool?
  @Option(help: .setting("axis")) var axis: String?
  @Option(help: .setting("zoom")) var zoom: String?
  @Flag(inversion: .prefixedNo, help: .setting("dequantized")) var dequantized: Bool?
  @Option(help: .setting("measure")) var measure: String?
  @Option(help: .setting("sort")) var sort: String?
  @Option(help: .setting("pin")) var pin: String?
  @Option(help: .setting("order")) var order: String?
  @Option(help: .setting("filter")) var filter: String?
  @Option(help: .setting("glyphs")) var glyphs: String?
  @Option(help: .setting("theme")) var theme: String?
  @Flag(inversion: .prefixedNo, help: .setting("mouse")) var mouse: Bool?
  @Option(help: .setting("color")) var color: ColorMode?
  @Option(help: .setting("threads")) var threads: Int?

  @Flag(help: "Read no file of settings.")
  var noSettings = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  /// The model that is asked for, without one the demonstration.
  ///
  /// - Throws: `CommandFailure` where it cannot be opened or lacks the tensor.
  func openCheckpoint(_ model: String?, quiet: Bool) throws(CommandFailure) -> any Checkpoint {
    guard let model else { return try checked(DemonstrationCheckpoint()) }
    return try checked(try openModel(at: model, quiet: quiet))
  }

  private func checked(_ checkpoint: any Checkpoint) throws(CommandFailure) -> any Checkpoint {
    if let tensor, !checkpoint.tensors.contains(where: { $0.name == tensor }) {
      throw CommandFailure("\(checkpoint.name): no tensor named \(tensor)")
    }
    return checkpoint
  }

  /// The value of every flag that was given and that the explorer itself takes, by name.
  private var values: [String: String] {
    let onOff = { (value: Bool) in value ? "on" : "off" }
    let given: [String: String?] = [
      "scheme": scheme, "bits": bits, "group-size": groupSize, "split": split,
      "scale-format": scaleFormat, "clipping": clipping, "tensor": tensor, "screen": screen,
      "scope": scope, "row": row, "group": group, "column": column,
      "log-counts": logCounts.map(onOff),
      "axis": axis, "zoom": zoom, "dequantized": dequantized.map(onOff), "measure": measure,
      "sort": sort, "filter": filter,
      "pin": pin, "order": order,
      "glyphs": glyphs, "theme": theme, "mouse": mouse.map(onOff),
    ]
    return given.compactMapValues(\.self)
  }

  /// Sets what the flags say.
  ///
  /// - Throws: `CommandFailure`, which names the flag.
  func apply(to state: inout AppState) throws(CommandFailure) {
    let values = values
    for setting in Setting.all {
      guard let value = values[setting.name] else { continue }
      do throws(SettingError) {
        try state.set(setting, to: value)
      } catch {
        throw CommandFailure("--\(setting.name): \(error)")
      }
    }
  }
}

extension ArgumentHelp {
  /// The words of a setting on the command line of the screen.
  fileprivate static func setting(_ name: String) -> ArgumentHelp {
    guard let setting = Setting.named(name) else { return ArgumentHelp() }
    let help = setting.help.prefix(1).uppercased() + setting.help.dropFirst() + "."
    return ArgumentHelp(stringLiteral: help).named(setting.placeholder)
  }

  private func named(_ placeholder: String?) -> ArgumentHelp {
    var help = self
    help.valueName = placeholder
    return help
  }
}
