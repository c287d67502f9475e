import Analysis
import Quantization
import TerminalUI

/// The first line of a screen: which weights it shows, and how far the view reaches.
struct ScopeHeader: View {
  var state: AppState

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let inner = area.inset(left: 1, right: 1)
    let extents = extentTexts(width: inner.width)
    let width = extents.map { displayWidth($0.text) + 1 }.reduce(-1, +)
    let place = places.first { displayWidth($0) + width + 2 <= inner.width } ?? places.last ?? ""
    let style = state.focus == .screen ? Theme.accent : Theme.strong
    let end = canvas.draw(place, x: inner.x, y: inner.y, width: inner.width, style: style)
    canvas.markGroupArrows(of: place, in: inner)
    var x = max(inner.maxX - width, end + 1)
    for (extent, text) in extents {
      let style = extent == state.extent ? Theme.strong : Theme.muted
      let end = canvas.draw(text, x: x, y: inner.y, width: inner.maxX - x, style: style)
      canvas.mark(
        Rect(x: x, y: inner.y, width: end - x, height: 1), as: MouseTarget.extent(extent))
      x = end + 1
    }
  }

  private func extentTexts(width: Int) -> [(extent: ScopeExtent, text: String)] {
    guard width >= 50 else { return [(state.extent, "[\(state.extent.name)]")] }
    return ScopeExtent.allCases.map { extent in
      (extent, extent == state.extent ? "[\(extent.name)]" : " \(extent.name) ")
    }
  }

  /// What the view shows, from the longest to the shortest.
  private var places: [String] {
    guard let tensor = state.tensor, let layout = state.groupLayout else { return [""] }
    let shape = tensor.matrixShape
    let row = "row \(state.row)"
    let rowOf = "row \(state.row) of \(NumberText.count(shape.rows))"
    switch state.effectiveExtent {
    case .tensor:
      let all = "all \(NumberText.count(shape.count)) weights"
      let cursor =
        layout.groupCount == 1 ? "one group" : "codes of row \(state.row) group \(state.group)"
      return ["\(all)   \(cursor)", all, "tensor"]
    case .row:
      let columns = "w[\(state.row), 0…\(shape.columns - 1)]"
      return [
        "\(rowOf)   \(columns)   codes of group \(state.group)", "\(rowOf)   \(columns)", row,
      ]
    case .group:
      let range = layout.columns(ofGroup: state.group)
      let columns = "w[\(state.row), \(range.lowerBound)…\(range.upperBound - 1)]"
      let group = "group \(state.group)"
      return [
        "\(rowOf)   ‹ \(group) of \(layout.groupsPerRow) ›   \(columns)",
        "\(row)   ‹ \(group) of \(layout.groupsPerRow) ›   \(columns)",
        "\(row) ‹ \(group) of \(layout.groupsPerRow) ›", "\(row) \(group)", row,
      ]
    }
  }
}

extension ScopeExtent {
  /// The word for the part of the tensor.
  var name: String {
    switch self {
    case .group: "group"
    case .row: "row"
    case .tensor: "tensor"
    }
  }
}
