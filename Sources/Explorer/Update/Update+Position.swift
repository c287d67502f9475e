import Analysis
import Checkpoints
import Quantization
import TerminalUI

extension AppState {
  /// Shows a tensor; row and group stay as far as the tensor has them.
  mutating func select(_ tensor: Int) {
    selection = tensor
    let shape = model.tensors[tensor].matrixShape
    row = row.clamped(to: 0...max(shape.rows - 1, 0))
    group = group.clamped(to: 0...max((groupLayout?.groupsPerRow ?? 1) - 1, 0))
  }

  mutating func stepRow(_ step: Step) {
    guard let tensor, obstacle == nil else { return }
    let rows = tensor.matrixShape.rows
    let next = step.applied(to: row, count: rows, page: 1)
    if next == row { message = rows == 1 ? "the tensor has one row" : limit("row", row == 0) }
    row = next
  }

  mutating func stepGroup(_ step: Step) {
    guard let groupLayout, obstacle == nil else { return }
    let groups = groupLayout.groupsPerRow
    let next = step.applied(to: group, count: groups, page: 1)
    if next == group {
      message = groups == 1 ? "the row is one group" : limit("group of the row", group == 0)
    }
    group = next
  }

  private func limit(_ noun: String, _ isFirst: Bool) -> String {
    "this is the \(isFirst ? "first" : "last") \(noun)"
  }

  mutating func stepExtent(by step: Int) {
    let extents = ScopeExtent.allCases
    let position = extents.firstIndex(of: extent) ?? 0
    extent = extents[(position + step + extents.count) % extents.count]
  }

  mutating func stepScreen(by step: Int) {
    let screens = Screen.allCases
    let position = screens.firstIndex(of: screen) ?? 0
    show(screens[(position + step + screens.count) % screens.count])
  }

  /// The codes of the current scheme.
  var codeCount: Int { groupReport.value?.grids.first??.entries.count ?? 0 }

  /// The codes that the table shows at once.
  var gridPage: Int { max(FrameLayout(self).screen.height - GridScreen.headerHeight, 1) }

  mutating func scrollGrid(_ step: Step) {
    let count = max(codeCount - gridPage, 0) + 1
    gridFirstRow = step.applied(to: gridFirstRow, count: count, page: gridPage)
  }
}
