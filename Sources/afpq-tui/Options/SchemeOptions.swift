public import ArgumentParser
public import NumericFormats
import Quantization

/// Which schemes are tried.
struct SchemeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Schemes, separated by commas.", valueName: "list"))
  var schemes = "int4,fp4,afpq4,nf4,afpq-nf4"

  @Option(
    help: ArgumentHelp(
      """
      Bit widths, separated by commas: every scheme at each of them. INT has 2 to 8, FP and AFPQ \
      3 to 8 (at another width than its own a scheme takes that width's usual split: e2m0 e2m1 \
      e2m2 e3m2 e3m3 e4m3), NF and SF 3 and 4.
      """, valueName: "list"))
  var bits: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Group sizes, separated by commas, instead of the schemes' own; -1 is one group per row.",
      valueName: "list"))
  var groupSize: String?

  @Option(help: "How the extents of a group are chosen, instead of what the schemes say.")
  var clipping: ClippingArgument?

  @Option(help: "How scales are stored, instead of what the schemes say.")
  var scaleFormat: ScaleFormat?

  /// Every scheme at every bit width and group size, each once.
  ///
  /// - Throws: `CommandFailure` or `SchemeError` that says which part cannot be read or applied.
  func expanded() throws -> SchemeExpansion {
    var expansion = SchemeExpansion(try words(schemes).map { try QuantizationScheme(parsing: $0) })
    if let bits { try expansion.apply(bitWidths: words(bits).map(bitWidth)) }
    if let groupSize { expansion.apply(try words(groupSize).map(granularity)) }
    try expansion.override(clipping: clipping, scaleFormat: scaleFormat)
    return expansion
  }
}

extension SchemeExpansion {
  /// Replaces what schemes say by what was asked for.
  ///
  /// - Throws: `SchemeError` where the parts of one do not go together any more.
  mutating func override(
    clipping: ClippingArgument?, scaleFormat: ScaleFormat?
  ) throws(SchemeError) {
    try update { scheme in
      if let clipping { scheme.clipping = clipping.clipping }
      if let scaleFormat { scheme.scaleFormat = scaleFormat }
    }
  }
}

private func words(_ list: String) -> [String] {
  list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
}

/// The bit width that a word on the command line stands for.
func bitWidth(_ word: String) throws(CommandFailure) -> Int {
  guard let bits = Int(word), (2...8).contains(bits) else {
    throw CommandFailure("'\(word)' is no bit width: 2 to 8")
  }
  return bits
}

/// The groups that a number on the command line stands for.
func granularity(_ word: String) throws(CommandFailure) -> Granularity {
  switch Int(word) {
  case -1: return .perChannel
  case .some(let size) where size > 0: return .perGroup(size: size)
  default: throw CommandFailure("'\(word)' is no group size: a positive number, or -1 for a row")
  }
}

enum ClippingArgument: String, ExpressibleByArgument, CaseIterable {
  case absmax
  case mse

  var clipping: Clipping {
    switch self {
    case .absmax: .absoluteMaximum
    case .mse: .leastSquares
    }
  }
}

extension ScaleFormat: ExpressibleByArgument {}
