import Analysis
import Checkpoints
import Quantization
import TerminalUI

extension Report {
  /// How fast a machine is.
  init(benchmark report: BenchmarkReport) {
    let (one, all) = (report.memory.first, report.memory.last)
    self.init(
      fields: [
        ("rows_of_matrix", .integer(report.shape.rows)),
        ("columns_of_matrix", .integer(report.shape.columns)),
        ("threads", .integer(report.threads)), ("kernels", .text(report.kernels)),
        ("read_bandwidth", ReportValue(all?.read)), ("copy_bandwidth", ReportValue(all?.copy)),
        ("read_bandwidth_one_thread", ReportValue(one?.read)),
        ("copy_bandwidth_one_thread", ReportValue(one?.copy)),
        ("ratios", .object(report.ratios.members)), ("grids", .object(report.grids.map(\.member))),
      ],
      heading: report.heading,
      rows: ReportTable(
        "rows", columns: speedColumns, rows: report.rows,
        highlighting: { $0.threads == report.threads }),
      footing: report.ratios.lines + report.grids.map(\.line))
  }
}

private let speedColumns: [ReportColumn<BenchmarkReport.LoopSpeed>] = [
  ReportColumn(
    key: "loop", header: "loop", alignment: .left, hidesRepeats: true,
    value: { .text($0.loop.rawValue) }, text: { $0.loop.rawValue }),
  ReportColumn(
    key: "format", header: "format", alignment: .left, hidesRepeats: true,
    value: { $0.scheme.map { .text($0.description) } ?? .missing },
    text: { $0.scheme?.shortDescription ?? NumberText.missing }),
  ReportColumn(
    key: "dtype", header: "dtype", alignment: .left, hidesRepeats: true,
    value: { .text($0.dataType.name) }, text: { $0.dataType.name }),
  ReportColumn(
    key: "threads", header: "threads",
    value: { .integer($0.threads) }, text: { NumberText.count($0.threads) }),
  ReportColumn(
    key: "weights_per_second", header: "weights/s",
    value: { ReportValue($0.weightsPerSecond) },
    text: { NumberText.shortCount(Int($0.weightsPerSecond)) }),
  ReportColumn(
    key: "bytes_per_second", header: "bytes/s",
    value: { ReportValue($0.bytesPerSecond) },
    text: { NumberText.byteCount(Int($0.bytesPerSecond)) }),
  ReportColumn(
    key: "share_of_read_bandwidth", header: "of memory",
    value: { ReportValue($0.shareOfReadBandwidth) },
    text: { NumberText.percent($0.shareOfReadBandwidth) }),
  .shown("", .left) { gauge($0.shareOfReadBandwidth ?? 0) },
]

private func gauge(_ fraction: Double) -> String {
  let area = Rect(x: 0, y: 0, width: 20, height: 1)
  var canvas = Canvas(size: Size(columns: area.width, rows: area.height))
  GaugeBar(fraction: fraction).draw(in: area, on: &canvas)
  return canvas.text
}

extension BenchmarkReport {
  fileprivate var heading: [String] {
    let size = "\(NumberText.count(shape.rows)) × \(NumberText.count(shape.columns)) weights"
    let loops = "loops for \(kernels), products for \(productKernels)"
    return ["\(size), \(scheme.shortDescription), \(loops)"]
      + memory.map { speed in
        let threads = speed.threads == 1 ? "1 thread reads" : "\(speed.threads) threads read"
        return "\(threads) \(rate(speed.read)) of memory and copy \(rate(speed.copy))"
      }
  }

  private func rate(_ bytesPerSecond: Double) -> String {
    NumberText.byteCount(Int(bytesPerSecond)) + "/s"
  }
}

extension BenchmarkReport.Ratios {
  /// By the names that programs know.
  fileprivate var members: [ReportValue.Member] {
    [
      ReportValue.Member("two_scale_over_one", ReportValue(twoScaleOverOne)),
      ReportValue.Member("fused_f32_over_f16", ReportValue(fusedF32OverF16)),
      ReportValue.Member("fused_i8_over_f16", ReportValue(fusedI8OverF16)),
      ReportValue.Member("nine_schemes_over_one", ReportValue(nineSchemesOverOne)),
    ]
  }

  fileprivate var lines: [String] {
    [
      (twoScaleOverOne, "the time of one scale takes the packed product with two"),
      (fusedF32OverF16, "as fast as the float16 product is the packed one"),
      (fusedI8OverF16, "as fast is it with an int8 vector"),
      (nineSchemesOverOne, "the time of one scheme takes a comparison of nine"),
    ].map { ratio, meaning in ratioLine(ratio, meaning) }
  }
}

extension BenchmarkReport.GridTime {
  fileprivate var member: ReportValue.Member {
    ReportValue.Member(scheme.description, .number(overScheme))
  }

  fileprivate var line: String {
    ratioLine(overScheme, "the time of encode_error takes it with \(scheme.shortDescription)")
  }
}

private func ratioLine(_ ratio: Double?, _ meaning: String) -> String {
  let text = ratio.map { NumberText.fixed($0, decimals: 2) + " ×" } ?? NumberText.missing
  return fitted(text, to: 7, aligned: .right) + "  " + meaning
}
