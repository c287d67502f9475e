import TerminalUI

/// What a key asks for.
enum Command: Sendable, Equatable {
  // The scheme.
  case family(SchemeFamily)
  case stepBits(Int)
  case stepGroupSize(Int)
  case toggleClipping
  case nextSplit
  case togglePin

  // What is shown.
  case show(Screen)
  case stepScreen(Int)
  case stepExtent(Int)
  case stepTensor(Int)
  case stepRow(Step)
  case stepGroup(Step)
  case scrollGrid(Step)
  case toggleLogarithm
  case zoom(Int)
  case resetZoom
  case stepReach
  case toggleRestored
  case stepSortColumn(Int)
  case toggleListOrder
  case moveComparison(Step)
  case takeScheme
  case moveLayer(Step)
  case openLayer
  case stepHeatmapRow(Step)
  case stepHeatmapGroup(Step)
  case stepWorst(Int)
  case openGroup
  case stepColumn(Step)
  case findOutlier
  case copyView

  // The list.
  case moveCursor(Step)
  case fold
  case unfold
  case toggleFold
  case open
  case back

  // The filter.
  case editFilter
  case keepFilter
  case clearFilter

  // Lines that are typed.
  case deleteCharacter
  case edit(LineEditor.Edit)
  case openCommandLine
  case beginCommand(String)
  case complete(Int)
  case recallCommand(Int)
  case runCommandLine
  case closeCommandLine

  // The program.
  case toggleMouse
  case openHelp
  case moveHelp(Step)
  case editHelpFilter
  case clearHelpFilter
  case runHelpEntry
  case closeHelp
  case quit
  case interrupt
}

/// A step through something that has an order.
enum Step: Sendable, Equatable {
  case by(Int)
  /// So many screens.
  case pages(Double)
  case first
  case last

  /// The position after the step, inside 0..<count.
  func applied(to position: Int, count: Int, page: Int) -> Int {
    let last = max(count - 1, 0)
    let target =
      switch self {
      case .by(let distance): position + distance
      case .pages(let pages): position + Self.distance(pages, page: page)
      case .first: 0
      case .last: last
      }
    return target.clamped(to: 0...last)
  }

  private static func distance(_ pages: Double, page: Int) -> Int {
    let distance = max(Int(pages.magnitude * Double(page)), 1)
    return pages < 0 ? -distance : distance
  }
}
