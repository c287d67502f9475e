import Analysis
import ArgumentParser
import Quantization

/// How fast this machine is.
struct BenchCommand: ReportCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure this machine's memory bandwidth and the speed of every loop.",
    discussion: """
      Examples:
        afpq-tui bench
        afpq-tui bench --rows 1024 --columns 4096 --scheme afpq3:g64 --json

      \(BenchCommand.definitions)
      """)

  private static let definitions = """
    Everything runs on one matrix of random weights, with 1 thread and with all, seven times in \
    turn: to warm up, then with the caches emptied of the matrix. Speeds are medians, those of the \
    memory the best of the seven; a ratio is the median of the ratios of neighbouring runs.

    extents: the largest weight of each sign of every group. encode_error: scales, codes and their \
    squared error, nothing kept. encode_pack: scales and codes, packed (what quantize does). \
    dequantize: packed bytes to float32 weights. clipping_search: what compare does with the \
    least-squares search, on a sixteenth of the rows. product_f16, product_packed_f32, \
    product_packed_i8: the matrix times a vector, from float16 weights and from packed weights that \
    are never unpacked to memory, with a float32 and an int8 vector. scan_moments: what stats \
    reports. scan_full: that, quantiles and a histogram.

    weights/s and bytes/s count every weight, code and scale once, read or written; of memory \
    (share_of_read_bandwidth) is that over what as many threads read from memory in the same run. \
    Copied bytes count once, and are written past the caches. \
    The nine schemes are \(Benchmark.nineSchemes.joined(separator: " ")); other grids, with all \
    threads only, \(Benchmark.otherGrids.joined(separator: " ")).

    JSON: read_bandwidth copy_bandwidth (bytes/s, all threads; also _one_thread) rows: loop format \
    dtype threads weights_per_second bytes_per_second share_of_read_bandwidth; ratios: \
    two_scale_over_one (time, float32 vector) fused_f32_over_f16 fused_i8_over_f16 (speed) \
    nine_schemes_over_one (time); grids: the time of encode_error over that with the scheme. CSV has \
    the rows.
    """

  @Option(help: ArgumentHelp("Rows of the matrix.", valueName: "n"))
  var rows = 4096

  @Option(help: ArgumentHelp("Columns of the matrix.", valueName: "n"))
  var columns = 11008

  @Option(help: "The scheme.")
  var scheme = "afpq4"

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard rows > 0, columns > 0 else {
      throw ValidationError("--rows and --columns must be at least 1")
    }
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard !overflows, count <= Benchmark.maximumCount else {
      throw ValidationError(
        "\(rows) × \(columns) weights are too many: at most "
          + NumberText.count(Benchmark.maximumCount))
    }
  }

  func run() async throws {
    let benchmark = Benchmark(
      shape: MatrixShape(rows: rows, columns: columns),
      scheme: try QuantizationScheme(parsing: scheme),
      threads: threads.threads ?? processorCount)
    let progress = ProgressLine(total: 1, isQuiet: output.quiet)
    defer { progress.clear() }
    let report = try await benchmark.run { progress.update($0, count: 1, fraction: $1) }
    progress.clear()
    try await output.print(Report(benchmark: report))
  }
}
