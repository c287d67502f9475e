import Quantization
import TerminalUI

extension AppState {
  /// The lines that a notch of the wheel moves where lines are short.
  private static let linesPerNotch = 3

  mutating func toggleMouse() {
    usesMouse.toggle()
    message =
      usesMouse
      ? "mouse on: click, and scroll with the wheel"
      : "mouse off: the terminal selects text with it"
  }

  mutating func handle(_ event: MouseEvent) {
    guard usesMouse, event.kind != .release else { return }
    guard let region = frame.region(atX: event.x, y: event.y),
      let target = region.target as? MouseTarget
    else { return }
    message = nil
    outlierSearch = nil
    switch event.kind {
    case .press: click(target, x: event.x - region.area.x, y: event.y - region.area.y)
    case .scrollUp: scroll(target, by: -1)
    case .scrollDown: scroll(target, by: 1)
    case .release: break
    }
  }

  /// - Parameters:
  ///   - x: the column inside the region, from 0.
  ///   - y: the line inside the region.
  private mutating func click(_ target: MouseTarget, x: Int, y: Int) {
    if target.endsTyping { leaveTyping() }
    switch target {
    case .tab(let screen): show(screen)
    case .listHeading: isEditingFilter = true
    case .list: focus = .list
    case .listRow(let row): clickList(row)
    case .screen: focus = .screen
    case .extent(let extent): self.extent = extent
    case .group(let step): clickGroup(step)
    case .scheme(let scheme): adopt(scheme)
    case .weight(let column): (self.column, focus) = (column, .screen)
    case .heatmap(let cells): clickHeatmap(cells, x: x, y: y)
    case .comparisonColumn(let column): comparisonColumn = column
    case .comparedScheme(let scheme): clickComparison(scheme)
    case .layerColumn(let column): sortLayers(by: column)
    case .layer(let tensor): clickLayer(tensor)
    case .candidate(let candidate): complete(with: candidate)
    case .help: break
    case .helpRow(let row): clickHelp(row)
    case .aroundHelp: help = nil
    }
  }

  private mutating func leaveTyping() {
    prompt.close()
    isEditingFilter = false
  }

  /// A module is folded or unfolded; a tensor is shown, and clicked again it is opened.
  private mutating func clickList(_ row: Int) {
    let isAgain = row == list.cursor && focus == .list
    focus = .list
    list.moveCursor(to: row)
    if list.cursorNode.map({ model.tree.nodes[$0].isModule }) == true {
      toggleFold()
    } else if isAgain {
      open()
    } else {
      selectAtCursor()
    }
  }

  private mutating func clickGroup(_ step: Int) {
    stepGroup(.by(step))
    // Where a weight is looked at, it leads.
    column = groupLayout?.columns(ofGroup: group).lowerBound ?? column
  }

  private mutating func clickHeatmap(_ cells: HeatmapCells, x: Int, y: Int) {
    guard obstacle == nil else { return }
    let (line, cell) = (y, x / cells.cellWidth)
    let isAgain =
      (row / cells.rowsPerCell, group / cells.groupsPerCell) == (line, cell) && focus == .screen
    focus = .screen
    if isAgain {
      openGroup()
    } else {
      (row, group) = (line * cells.rowsPerCell, cell * cells.groupsPerCell)
    }
  }

  private mutating func clickComparison(_ scheme: QuantizationScheme) {
    let isAgain = comparedScheme == scheme && focus == .screen
    focus = .screen
    comparisonCursor = scheme
    if isAgain { takeComparedScheme() }
  }

  private mutating func clickLayer(_ tensor: Int) {
    let isAgain = layerCursor == tensor && focus == .screen
    focus = .screen
    layerCursor = tensor
    if isAgain { openLayer() }
  }

  private mutating func clickHelp(_ row: Int) {
    if help?.cursorRow == row { return runHelpEntry() }
    help?.moveCursor(toRow: row)
  }

  private mutating func scroll(_ target: MouseTarget, by notch: Int) {
    switch target {
    case .listHeading, .list, .listRow: list.scroll(by: notch * Self.linesPerNotch)
    case .help, .helpRow, .aroundHelp: moveHelp(.by(notch * Self.linesPerNotch))
    case .candidate: complete(by: notch)
    case .tab, .screen, .extent, .group, .scheme, .weight, .heatmap, .comparisonColumn,
      .comparedScheme,
      .layerColumn, .layer:
      scrollScreen(by: notch)
    }
  }

  private mutating func scrollScreen(by notch: Int) {
    switch screen {
    case .distribution, .inspect: stepRow(.by(notch))
    case .grid: scrollGrid(.by(notch * Self.linesPerNotch))
    case .heatmap: stepHeatmapRow(.by(notch))
    case .compare:
      focus = .screen
      moveComparison(.by(notch))
    case .layers:
      focus = .screen
      moveLayer(.by(notch * Self.linesPerNotch))
    }
  }
}
