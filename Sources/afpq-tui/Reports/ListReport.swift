import Analysis
import Checkpoints
import TerminalUI

/// A tensor and what it takes in its file.
private struct ListRow: Sendable {
  let tensor: TensorDescriptor
  let byteCount: Int
}

extension Report {
  /// What a model contains.
  init(list tensors: [TensorDescriptor], of model: any Checkpoint) {
    let rows = tensors.map {
      ListRow(tensor: $0, byteCount: model.storedByteCount(of: $0))
    }
    self.init(
      fields: [("model", .text(model.name))],
      rows: ReportTable("rows", columns: tensorColumns { $0.tensor } + sizeColumns, rows: rows),
      totals: ReportTable("totals", columns: totalColumns, rows: [TensorTotals(rows)]))
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
      value: { .integers(tensor($0).shape) }, text: { shapeText(tensor($0).shape) }),
  ]
}

/// `[4096, 11008]`, as Swift describes an array, without asking what its elements are.
private func shapeText(_ shape: [Int]) -> String {
  var text = "["
  for (axis, dimension) in shape.enumerated() {
    if axis > 0 { text += ", " }
    text += String(dimension)
  }
  return text + "]"
}

private let sizeColumns: [ReportColumn<ListRow>] = [
  ReportColumn(
    key: "count", header: "parameters",
    value: { .integer($0.tensor.count) }, text: { NumberText.count($0.tensor.count) }),
  ReportColumn(
    key: "bytes", header: "bytes",
    value: { .integer($0.byteCount) }, text: { NumberText.count($0.byteCount) }),
  ReportColumn(
    key: "encoding", header: "encoding", alignment: .left,
    value: { $0.tensor.encoding.map { .text($0) } ?? .missing },
    text: { $0.tensor.encoding ?? NumberText.missing }),
]

/// The size of several tensors.
private struct TensorTotals {
  let tensorCount: Int
  let count: Int
  let byteCount: Int

  init(_ rows: [ListRow]) {
    tensorCount = rows.count
    // The tensors lie in files, so the sums fit.
    count = rows.reduce(0) { $0 + $1.tensor.count }
    byteCount = rows.reduce(0) { $0 + $1.byteCount }
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
  .shown("encoding", .left) { _ in "" },
]

/// `1 tensor`, `36 tensors`.
func tensorCountText(_ count: Int) -> String {
  "\(NumberText.count(count)) \(count == 1 ? "tensor" : "tensors")"
}
