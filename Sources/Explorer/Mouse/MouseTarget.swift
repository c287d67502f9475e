import Analysis
import Quantization
import TerminalUI

/// What can be clicked or scrolled. Views mark it where they draw it.
enum MouseTarget: RegionTarget, Equatable {
  case tab(Screen)
  /// The line above the tensor list, the list, and one of its lines.
  case listHeading
  case list
  case listRow(Int)
  /// The screen as a whole.
  case screen
  case extent(ScopeExtent)
  /// The arrows beside the number of the group.
  case group(step: Int)
  case scheme(QuantizationScheme)
  /// A packed byte of the row that is inspected: the first weight that lies in it.
  case weight(column: Int)
  case heatmap(HeatmapCells)
  case comparisonColumn(ComparisonColumn)
  case comparedScheme(QuantizationScheme)
  case layerColumn(LayerColumn)
  case layer(Int)
  /// The help, one of its lines, and what lies around it.
  case help
  case helpRow(Int)
  case aroundHelp
  /// A completion of the command line.
  case candidate(Int)

  /// Whether a click there leaves the line that is typed.
  var endsTyping: Bool {
    switch self {
    case .candidate, .help, .helpRow, .aroundHelp: false
    case .tab, .listHeading, .list, .listRow, .screen, .extent, .group, .scheme, .weight, .heatmap,
      .comparisonColumn,
      .comparedScheme, .layerColumn, .layer:
      true
    }
  }
}

extension Canvas {
  /// Marks the titles and the rows of a table that is drawn in an area.
  mutating func mark(
    _ table: TableView, in area: Rect, columns: (Int) -> MouseTarget? = { _ in nil },
    rows: (Int) -> MouseTarget?
  ) {
    for (column, title) in table.titles(in: area) {
      if let target = columns(column) { mark(title, as: target) }
    }
    for (row, line) in table.visibleRows(in: area) {
      if let target = rows(row) { mark(line, as: target) }
    }
  }

  /// Marks the arrows of a text such as `‹ group 3 of 12 ›` that is drawn from the left of a row.
  mutating func markGroupArrows(of text: String, in row: Rect) {
    for (arrow, step) in [("‹" as Character, -1), ("›", 1)] {
      guard let index = text.firstIndex(of: arrow) else { continue }
      // The blanks around it belong to it: a single cell is hard to hit.
      let place = Rect(
        x: row.x + displayWidth(String(text[..<index])) - 1, y: row.y, width: 3, height: 1)
      mark(place.intersection(row), as: MouseTarget.group(step: step))
    }
  }
}
