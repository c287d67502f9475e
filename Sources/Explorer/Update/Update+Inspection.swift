import Analysis
import Checkpoints
import Quantization

extension AppState {
  mutating func stepColumn(_ step: Step) {
    guard let tensor, obstacle == nil else { return }
    let columns = tensor.matrixShape.columns
    let next = step.applied(to: column, count: columns, page: 1)
    if next == column {
      message =
        columns == 1
        ? "the row has one weight" : "this is the \(column == 0 ? "first" : "last") of the row"
    }
    column = next
  }

  /// Keeps weight and group together: on the inspection the weight leads, elsewhere the group.
  mutating func joinColumnAndGroup() {
    guard let groupLayout, groupLayout.shape.columns > 0 else {
      column = 0
      return
    }
    column = column.clamped(to: 0...groupLayout.shape.columns - 1)
    if screen == .inspect {
      group = column / groupLayout.groupSize
    } else if !groupLayout.columns(ofGroup: group).contains(column) {
      column = groupLayout.columns(ofGroup: group).lowerBound
    }
  }

  mutating func findOutlier() {
    guard let tensor, obstacle == nil else { return }
    outlierSearch = OutlierRequest(
      tensor: tensor.name, position: row * tensor.matrixShape.columns + column)
    message = "looking for the next outlier …"
  }

  /// Goes to what the search found; the search is over, whatever it found.
  mutating func takeOutlier() {
    guard let search = outlierSearch, !outlierSlot.isPending, let tensor else { return }
    outlierSearch = nil
    switch outlierSlot.report {
    case .ready(let position?):
      let columns = tensor.matrixShape.columns
      (row, column) = (position / columns, position % columns)
      message = position == search.position ? "this is the only outlier" : nil
    case .ready(nil): message = "no weight lies beyond 6 standard deviations of the mean"
    case .failed(let error): message = "\(error)"
    case .idle, .loading: message = nil
    }
  }
}
