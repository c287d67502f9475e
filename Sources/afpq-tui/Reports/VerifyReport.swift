import Analysis
import Checkpoints
import NumericFormats
import Quantization
import TerminalUI
import WeightStatistics

/// One quantized tensor against its source.
struct VerificationRow: Sendable {
  let pair: PackedPair
  /// `nil` in foreign layouts, which are called by their encoding.
  let scheme: QuantizationScheme?
  let report: SchemeErrorReport

  fileprivate var label: SchemeLabel {
    SchemeLabel(
      name: scheme?.description ?? pair.packed.encoding ?? "",
      shown: scheme?.shortDescription ?? pair.packed.encoding ?? "")
  }
}

/// What a packed file calls its scheme, for programs and for people.
private struct SchemeLabel: Hashable {
  let name: String
  let shown: String
}

/// All tensors of one scheme.
private struct VerificationTotals {
  let label: SchemeLabel
  private(set) var tensorCount = 0
  private var metrics = ErrorMetrics()
  private var storedBits = 0.0

  init(_ label: SchemeLabel) { self.label = label }

  mutating func add(_ row: VerificationRow) {
    tensorCount += 1
    metrics.merge(row.report.metrics)
    storedBits += row.report.bitsPerWeight * Double(row.report.metrics.count)
  }

  /// All stored bytes of these tensors.
  var byteCount: Int { Int((storedBits / 8).rounded()) }

  var report: SchemeErrorReport {
    SchemeErrorReport(
      metrics: metrics, bitsPerWeight: storedBits / Double(max(metrics.count, 1)),
      clampedScaleCount: 0)
  }
}

extension Report {
  init(
    verifying rows: [VerificationRow], of model: any Checkpoint, packed: any Checkpoint
  ) {
    var totals: [VerificationTotals] = []
    for row in rows {
      let known = totals.firstIndex { $0.label == row.label }
      if known == nil { totals.append(VerificationTotals(row.label)) }
      totals[known ?? totals.endIndex - 1].add(row)
    }
    self.init(
      fields: [("model", .text(model.name)), ("packed", .text(packed.name))],
      rows: ReportTable("rows", columns: verificationColumns, rows: rows),
      totals: ReportTable("totals", columns: totalColumns, rows: totals))
  }
}

private let verificationColumns: [ReportColumn<VerificationRow>] =
  tensorColumns { $0.pair.source } + [labelColumn { $0.label }] + metricColumns { $0.report }
  + [.data("clamped_scales") { _ in .missing }]

private let totalColumns: [ReportColumn<VerificationTotals>] =
  [
    .shown("tensor", .left) { tensorCountText($0.tensorCount) },
    .shown("dtype", .left) { _ in "" },
    .shown("shape", .left) { NumberText.byteCount($0.byteCount) },
    labelColumn { $0.label },
    .data("tensors") { .integer($0.tensorCount) },
    .data("weights") { .integer($0.report.metrics.count) },
    .data("bytes") { .integer($0.byteCount) },
  ] + metricColumns { $0.report } + [.data("clamped_scales") { _ in .missing }]

private func labelColumn<Row>(
  _ label: @escaping @Sendable (Row) -> SchemeLabel
) -> ReportColumn<Row> {
  ReportColumn(
    key: "scheme", header: "scheme", alignment: .left,
    value: { .text(label($0).name) }, text: { label($0).shown })
}
