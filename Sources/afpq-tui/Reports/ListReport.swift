import Analysis
import Checkpoints
import TerminalUI

extension Report {
  /// What a model contains.
  init(list tensors: [TensorDescriptor], of model: any Checkpoint) {
    self.init(
      fields: [("model", .text(model.name))],
      rows: ReportTable("rows", columns: tensorColumns { $0 } + sizeColumns, rows: tensors),
      totals: ReportTable("totals", columns: totalColumns, rows: [TensorTotals(tensors)]))
  }
}

/// Name, dtype and shape: how the rows of every report about tensors begin.
func tensorColumns<Row>(
  _ tensor: @escaping @Sendable (Row) -> TensorDescriptor
) -> [ReportColumn<Row>] {
  [
    ReportColumn(
      key: "tensor", header: "tensor", alignment: .left, hidesRepeats: true,
      value: { .text(tensor($0).name) }, text: { tensor($0).name }),
    ReportColumn(
      key: "dtype", header: "dtype", alignment: .left, hidesRepeats: true,
      value: { .text(tensor($0).dataType.name) }, text: { tensor($0).dataType.name }),
    ReportColumn(
      key: "shape", header: "shape", alignment: .left, hidesRepeats: true,
      value: { .integers(tensor($0).shape) }, text: { "\(tensor($0).shape)" }),
  ]
}

private let sizeColumns: [ReportColumn<TensorDescriptor>] = [
  ReportColumn(
    key: "count", header: "parameters",
    value: { .integer($0.count) }, text: { NumberText.count($0.count) }),
  ReportColumn(
    key: "bytes", header: "bytes",
    value: { .integer($0.byteCount) }, text: { NumberText.count($0.byteCount) }),
]

/// The size of several tensors.
private struct TensorTotals {
  let tensorCount: Int
  let count: Int
  let byteCount: Int

  init(_ tensors: [TensorDescriptor]) {
    tensorCount = tensors.count
    // The tensors lie in files, so the sums fit.
    count = tensors.reduce(0) { $0 + $1.count }
    byteCount = tensors.reduce(0) { $0 + $1.byteCount }
  }
}

private let totalColumns: [ReportColumn<TensorTotals>] = [
  ReportColumn(
    key: "tensors", header: "tensors", alignment: .left,
    value: { .integer($0.tensorCount) }, text: { tensorCountText($0.tensorCount) }),
  .shown("dtype", .left) { _ in "" },
  .shown("shape", .left) { _ in "" },
  ReportColumn(
    key: "count", header: "parameters",
    value: { .integer($0.count) }, text: { NumberText.count($0.count) }),
  ReportColumn(
    key: "bytes", header: "bytes",
    value: { .integer($0.byteCount) }, text: { NumberText.count($0.byteCount) }),
]

/// `1 tensor`, `36 tensors`.
func tensorCountText(_ count: Int) -> String {
  "\(NumberText.count(count)) \(count == 1 ? "tensor" : "tensors")"
}
