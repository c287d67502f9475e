import Quantization
import WeightStatistics

/// Where in a tensor a request looks, with row and group inside the tensor.
struct ScopePlace: Sendable {
  let request: ScopeRequest
  let shape: MatrixShape
  let layout: GroupLayout
  let row: Int
  let group: Int

  init(_ request: ScopeRequest, in shape: MatrixShape) {
    self.shape = shape
    layout = GroupLayout(shape, request.schemes.first?.granularity ?? .perChannel)
    row = min(max(request.row, 0), max(shape.rows - 1, 0))
    group = min(max(request.group, 0), max(layout.groupsPerRow - 1, 0))
    var request = request
    (request.row, request.group) = (row, group)
    self.request = request
  }

  /// The columns of the group that was asked for.
  var groupColumns: Range<Int> { layout.columns(ofGroup: group) }

  /// Which columns of the row are counted; `nil` where the whole tensor is.
  var columns: Range<Int>? {
    switch request.extent {
    case .group: layout.isOneGroup ? nil : groupColumns
    case .row: 0..<shape.columns
    case .tensor: nil
    }
  }

  func report(_ survey: TensorSurvey, _ pass: TensorPass, grids: [GroupGrid?]) -> ScopeReport {
    let usages = zip(grids, pass.parts).prefix(request.countedSchemes).map { grid, part in
      let usage = (try? part.get().usage) ?? []
      return usage.isEmpty ? [] : grid?.entries.map { usage[Int($0.code)] } ?? []
    }
    return ScopeReport(
      request: request, shape: shape, groupsPerRow: layout.groupsPerRow,
      groupColumns: groupColumns, signs: survey.signs, results: pass.results(shape), grids: grids,
      usages: usages)
  }
}
