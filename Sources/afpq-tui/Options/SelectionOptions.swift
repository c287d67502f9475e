import Analysis
import ArgumentParser
import Checkpoints

/// Which tensors of a model a command is about.
struct SelectionOptions: ParsableArguments {
  @Option(
    name: .customLong("tensor"),
    help: ArgumentHelp(
      "Only tensors whose whole name matches; *, ? and […] as in the shell. Repeatable.",
      valueName: "glob"))
  var included: [String] = []

  @Option(
    name: .customLong("exclude"),
    help: ArgumentHelp("No tensors whose whole name matches. Repeatable.", valueName: "glob"))
  var excluded: [String] = []

  var selection: TensorSelection {
    TensorSelection(
      included: included.map { GlobPattern($0) }, excluded: excluded.map { GlobPattern($0) })
  }

  /// The tensors that were asked for, whatever they hold.
  ///
  /// - Throws: `CommandFailure` where a pattern matches no tensor, or nothing is left.
  func listed(in checkpoint: any Checkpoint) throws(CommandFailure) -> [TensorDescriptor] {
    if included.isEmpty, excluded.isEmpty { return checkpoint.tensors }
    let selection = selection
    for pattern in selection.included
    where !checkpoint.tensors.contains(where: { pattern.matches($0.name) }) {
      throw CommandFailure(
        pattern.isLiteral
          ? "\(checkpoint.name): no tensor named \(pattern.text)"
          : "\(checkpoint.name): no tensor matches \(pattern.text)")
    }
    let listed = checkpoint.tensors.filter { selection.listOmission(of: $0) == nil }
    if listed.isEmpty, !checkpoint.tensors.isEmpty {
      throw CommandFailure("\(checkpoint.name): --exclude leaves no tensor")
    }
    return listed
  }
}

/// Tensors that take part, and those that do not, with the reason.
struct TensorChoice {
  private(set) var tensors: [TensorDescriptor] = []
  private var omitted: [(reason: TensorSelection.Omission, names: [String])] = []

  /// - Parameter omission: why a tensor does not take part; `nil` where it does.
  init(
    of listed: [TensorDescriptor], omission: (TensorDescriptor) -> TensorSelection.Omission?
  ) {
    for tensor in listed {
      guard let reason = omission(tensor) else {
        tensors.append(tensor)
        continue
      }
      if let index = omitted.firstIndex(where: { $0.reason == reason }) {
        omitted[index].names.append(tensor.name)
      } else {
        omitted.append((reason, [tensor.name]))
      }
    }
  }

  /// One line for each reason. Names that differ in a layer number only count as one, with `*`.
  var notes: [String] {
    omitted.map { reason, names in
      var patterns: [String] = []
      var counts: [String: Int] = [:]
      for pattern in names.map(Self.pattern) {
        if counts[pattern] == nil { patterns.append(pattern) }
        counts[pattern, default: 0] += 1
      }
      let list = patterns.map { pattern in
        let count = counts[pattern] ?? 0
        return count == 1 ? pattern : "\(pattern) (\(count))"
      }
      return "left out, because \(reason): \(list.joined(separator: ", "))"
    }
  }

  /// `layers.11.weight` as `layers.*.weight`.
  private static func pattern(of name: String) -> String {
    name.split(separator: ".", omittingEmptySubsequences: false)
      .map { !$0.isEmpty && $0.allSatisfy(\.isNumber) ? "*" : $0 }
      .joined(separator: ".")
  }

  /// - Throws: `CommandFailure`, which says why, where no tensor takes part.
  func require(of checkpoint: any Checkpoint) throws(CommandFailure) {
    guard tensors.isEmpty else { return }
    let reasons = notes.isEmpty ? "" : ": " + notes.joined(separator: "; ")
    throw CommandFailure("\(checkpoint.name): no tensor takes part\(reasons)")
  }
}
