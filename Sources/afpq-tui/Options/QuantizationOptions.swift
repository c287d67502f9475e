public import ArgumentParser
import NumericFormats
public import Quantization

/// The one scheme that a model is quantized with, and how it is stored.
struct QuantizationOptions: ParsableArguments {
  @Option(help: "The scheme.")
  var scheme = "afpq4"

  @Option(help: ArgumentHelp("The scheme at another bit width.", valueName: "n"))
  var bits: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Weights in a group, instead of the scheme's own; -1 is one group per row.", valueName: "n"))
  var groupSize: String?

  @Option(help: "How the extents of a group are chosen, instead of what the scheme says.")
  var clipping: ClippingArgument?

  @Option(help: "How scales are stored, instead of what the scheme says.")
  var scaleFormat: ScaleFormat?

  @Option(help: "How the parts of a quantized tensor are stored.")
  var layout = PackingLayout.rows

  @Option(
    help: """
      How exponent and mantissa share the bits of a floating-point scheme: auto takes, for every \
      tensor, the split with the least squared error.
      """)
  var element: ElementArgument?

  /// The scheme with everything that overrides it.
  ///
  /// - Throws: `CommandFailure` or `SchemeError` that says which part cannot be read or applied.
  func resolved() throws -> QuantizationScheme {
    var expansion = SchemeExpansion([try QuantizationScheme(parsing: scheme)])
    if let bits { try expansion.apply(bitWidths: [bitWidth(bits)]) }
    if let groupSize { expansion.apply([try granularity(groupSize)]) }
    try expansion.override(clipping: clipping, scaleFormat: scaleFormat)
    let resolved = expansion.schemes[0]
    if element == .auto, !resolved.element.isMinifloat {
      throw CommandFailure(
        "--element auto chooses between floating-point formats, and \(resolved.element.name) is none"
      )
    }
    return resolved
  }
}

extension ElementFormat {
  fileprivate var isMinifloat: Bool {
    if case .minifloat = self { true } else { false }
  }
}

enum ElementArgument: String, ExpressibleByArgument, CaseIterable {
  case auto
}

extension PackingLayout: ExpressibleByArgument {}
