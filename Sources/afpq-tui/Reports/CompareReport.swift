import Analysis
import Checkpoints
import Quantization
import TerminalUI
import WeightStatistics

/// One scheme on one tensor.
struct ComparisonRow: Sendable {
  let tensor: TensorDescriptor
  let result: SchemeResult
  /// Whether no other scheme has less error on this tensor.
  let isBest: Bool

  /// The rows of one tensor, in the order of the schemes.
  static func rows(_ results: [SchemeResult], of tensor: TensorDescriptor) -> [ComparisonRow] {
    let reports = results.map { try? $0.outcome.get() }
    return zip(results, bestMarks(reports.map { $0?.metrics })).map {
      ComparisonRow(tensor: tensor, result: $0, isBest: $1)
    }
  }
}

extension Report {
  /// - Parameter isContest: whether the schemes were tried on the same tensors, so that one of
  ///   them is the best.
  init(comparison rows: [ComparisonRow], of model: any Checkpoint, isContest: Bool = true) {
    let totals = Self.totals(of: rows)
    let marks = bestMarks(totals.map { isContest && $0.tensorCount > 0 ? $0.metrics : nil })
    self.init(
      fields: [("model", .text(model.name))],
      rows: ReportTable(
        "rows", columns: comparisonColumns, rows: rows, highlighting: { $0.isBest }),
      totals: ReportTable(
        "totals", columns: totalColumns, rows: zip(totals, marks).map { ($0, $1) },
        highlighting: { $0.isBest }))
  }

  /// One for each scheme, in the order of the schemes.
  private static func totals(of rows: [ComparisonRow]) -> [SchemeTotals] {
    var totals: [SchemeTotals] = []
    for row in rows {
      let scheme = row.result.scheme
      let known = totals.firstIndex { $0.scheme == scheme }
      let index = known ?? totals.endIndex
      if known == nil { totals.append(SchemeTotals(scheme)) }
      totals[index].add(row.result)
    }
    return totals
  }
}

/// Marks the least squared error; nothing where there is no choice.
private func bestMarks(_ metrics: [ErrorMetrics?]) -> [Bool] {
  guard metrics.count > 1, let least = metrics.compactMap({ $0?.squaredError }).min() else {
    return metrics.map { _ in false }
  }
  return metrics.map { $0?.squaredError == least }
}

private let comparisonColumns: [ReportColumn<ComparisonRow>] =
  tensorColumns { $0.tensor } + [schemeColumn { $0.result.scheme }]
  + metricColumns { try? $0.result.outcome.get() }
  + [
    clampedScalesColumn { try? $0.result.outcome.get() }, .shown("") { $0.isBest ? "★" : "" },
  ]

private typealias TotalRow = (totals: SchemeTotals, isBest: Bool)

private let totalColumns: [ReportColumn<TotalRow>] =
  [
    .shown("tensor", .left) { tensorCountText($0.totals.tensorCount) },
    .shown("dtype", .left) { _ in "" },
    .shown("shape", .left) { NumberText.byteCount($0.totals.byteCount) },
    schemeColumn { $0.totals.scheme },
    .data("tensors") { .integer($0.totals.tensorCount) },
    .data("weights") { .integer($0.totals.metrics.count) },
    .data("bytes") { .integer($0.totals.byteCount) },
  ] + metricColumns { $0.totals.report }
  + [clampedScalesColumn { $0.totals.report }, .shown("") { $0.isBest ? "★" : "" }]

extension SchemeTotals {
  /// `nil` where the scheme applied to no weight.
  fileprivate var report: SchemeErrorReport? {
    bitsPerWeight.map {
      SchemeErrorReport(
        metrics: metrics, bitsPerWeight: $0, clampedScaleCount: clampedScaleCount)
    }
  }
}

private func schemeColumn<Row>(
  _ scheme: @escaping @Sendable (Row) -> QuantizationScheme
) -> ReportColumn<Row> {
  ReportColumn(
    key: "scheme", header: "scheme", alignment: .left,
    value: { .text(scheme($0).description) }, text: { scheme($0).shortDescription })
}

private func metricColumn<Row>(
  _ report: @escaping @Sendable (Row) -> SchemeErrorReport?, _ key: String, _ header: String?,
  _ value: @escaping @Sendable (SchemeErrorReport) -> Double?,
  _ text: @escaping @Sendable (Double) -> String = { _ in "" }
) -> ReportColumn<Row> {
  ReportColumn(
    key: key, header: header, value: { ReportValue(report($0).flatMap(value)) },
    text: { report($0).flatMap(value).map(text) ?? NumberText.missing })
}

/// Cost and error; every value is missing where the scheme does not apply.
func metricColumns<Row>(
  _ report: @escaping @Sendable (Row) -> SchemeErrorReport?
) -> [ReportColumn<Row>] {
  [
    metricColumn(
      report, "bits_per_weight", "bits/weight", { $0.bitsPerWeight }, NumberText.bitsPerWeight),
    metricColumn(report, "mse", "MSE", { $0.metrics.meanSquaredError }) {
      NumberText.scientific($0)
    },
    metricColumn(report, "nmse", "NMSE", { $0.metrics.normalizedMeanSquaredError }) {
      NumberText.scientific($0)
    },
    metricColumn(
      report, "sqnr_db", "SQNR dB", { $0.metrics.signalToNoiseDecibels }, NumberText.decibels),
    metricColumn(report, "max_abs_error", "max error", { $0.appliedMaximumError }) {
      NumberText.scientific($0)
    },
    metricColumn(report, "cosine", "cosine", { $0.metrics.cosineSimilarity }) {
      NumberText.fixed($0, decimals: 5)
    },
    metricColumn(report, "mean_error", nil) { $0.metrics.meanError },
    metricColumn(
      report, "zero_fraction", "zeroed", { $0.metrics.zeroedFraction }, NumberText.percent),
  ]
}

private func clampedScalesColumn<Row>(
  _ report: @escaping @Sendable (Row) -> SchemeErrorReport?
) -> ReportColumn<Row> {
  .data("clamped_scales") { ReportValue(report($0)?.clampedScaleCount) }
}

extension SchemeErrorReport {
  /// `nil` without weights.
  fileprivate var appliedMaximumError: Double? {
    metrics.count == 0 ? nil : metrics.maximumAbsoluteError
  }
}
