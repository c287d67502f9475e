import ArgumentParser
import Quantization

/// The values a format can represent.
struct GridCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "Print the code grid of a scheme.",
    discussion: """
      Example: afpq-tui grid fp4-e3m0

      One row for each value, ascending: its code, the bits (sign, exponent and mantissa apart), \
      the value and the interval of quotients weight / scale that take it, all in units of the \
      scale. A round bracket leaves the bound to the neighbour. JSON and CSV: code bits value \
      lower upper; the outermost bounds are missing.
      """)

  @Argument(help: "The scheme, such as fp4, afpq3, nf4 or int4:symmetric:g64.")
  var scheme: String

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let quantizer = try Quantizer(try QuantizationScheme(parsing: scheme))
    try await output.print(Report(grid: quantizer))
  }
}
