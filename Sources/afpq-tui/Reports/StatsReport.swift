import Analysis
import Checkpoints
import TerminalUI
import WeightStatistics

extension Report {
  /// What the weights of a model look like.
  init(statistics: [TensorStatistics], of model: any Checkpoint) {
    self.init(
      fields: [("model", .text(model.name))],
      rows: ReportTable(
        "rows",
        columns: tensorColumns { $0.tensor } + valueColumns + shapeColumns + countColumns,
        rows: statistics))
  }
}

private typealias Column = ReportColumn<TensorStatistics>

private let valueColumns: [Column] = [
  .data("count") { .integer($0.tensor.count) },
  Column(
    key: "min", header: "min",
    value: { ReportValue($0.signs.minimum) }, text: { NumberText.weight($0.signs.minimum) }),
  Column(
    key: "max", header: "max",
    value: { ReportValue($0.signs.maximum) }, text: { NumberText.weight($0.signs.maximum) }),
  Column(
    key: "mean", header: "mean", value: { ReportValue($0.mean) },
    text: { NumberText.scientific($0.mean) }),
  Column(
    key: "std", header: "std", value: { ReportValue($0.moments.standardDeviation) },
    text: { NumberText.scientific($0.moments.standardDeviation) }),
]

private let shapeColumns: [Column] = [
  Column(
    key: "skewness", header: "skew", value: { ReportValue($0.moments.skewness) },
    text: { NumberText.fixed($0.moments.skewness, decimals: 2) }),
  Column(
    key: "kurtosis", header: "kurtosis", value: { ReportValue($0.moments.excessKurtosis) },
    text: { NumberText.fixed($0.moments.excessKurtosis, decimals: 2) }),
  .data("abs_max") { ReportValue($0.absoluteMaximum) },
  Column(
    key: "abs_max_sigmas", header: "|max| σ", value: { ReportValue($0.maximumDeviations) },
    text: { NumberText.fixed($0.maximumDeviations, decimals: 1) }),
  .data("positive_max") {
    ReportValue($0.signs.positive.count == 0 ? nil : $0.signs.positive.extent)
  },
  .data("negative_min") {
    ReportValue($0.signs.negative.count == 0 ? nil : -$0.signs.negative.extent)
  },
  Column(
    key: "asymmetry", header: "asymmetry", value: { ReportValue($0.asymmetry) },
    text: { NumberText.fixed($0.asymmetry, decimals: 3) }),
]

private let countColumns: [Column] = [
  .data("zero_count") { .integer($0.signs.zeroCount) },
  .data("nan_count") { .integer($0.signs.nanCount) },
  .data("inf_count") { .integer($0.signs.infinityCount) },
  Column(
    key: "outlier_count", header: "outliers", value: { .integer($0.outlierCount) },
    text: { NumberText.count($0.outlierCount) }),
  Column(
    key: "outlier_channel_count", header: "channels",
    value: { .integer($0.outlierChannelCount) },
    text: { NumberText.count($0.outlierChannelCount) }),
  .data("one_signed_groups") { .integer($0.oneSignedGroupCount) },
  .data("group_size") { ReportValue($0.groupSize) },
  .shown("flags", .left) { $0.flags.joined(separator: ", ") },
]

extension TensorStatistics {
  /// The mean of the finite weights; `nil` without any.
  fileprivate var mean: Double? { moments.count == 0 ? nil : moments.mean }

  /// The largest finite magnitude; `nil` without finite weights.
  fileprivate var absoluteMaximum: Float? {
    signs.finiteCount == 0 ? nil : max(signs.positive.extent, signs.negative.extent)
  }

  /// What a person should look at.
  fileprivate var flags: [String] {
    var flags: [String] = []
    if signs.nanCount > 0 { flags.append("\(NumberText.count(signs.nanCount)) NaN") }
    if signs.infinityCount > 0 { flags.append("\(NumberText.count(signs.infinityCount)) Inf") }
    if tensor.count == 0 { flags.append("empty") }
    if signs.finiteCount > 0, signs.minimum == signs.maximum {
      flags.append(signs.minimum == 0 ? "all zero" : "constant")
    }
    if oneSignedGroupCount > 0 {
      let groups = oneSignedGroupCount == 1 ? "group" : "groups"
      flags.append("\(NumberText.count(oneSignedGroupCount)) one-signed \(groups)")
    }
    return flags
  }
}
