import TerminalUI

/// The lines of the distribution screen: what there is room for, the plot first.
struct DistributionLayout {
  private(set) var header: Rect
  /// What the plot shows of its axis.
  private(set) var caption: Rect
  private(set) var plot: Rect
  private(set) var rulers: Rect
  private(set) var axis: Rect
  private(set) var sides: Rect
  private(set) var notes: Rect
  private(set) var panel: Rect
  /// One line in the place of the panel.
  private(set) var summary: Rect

  private struct Heights {
    var caption = 0
    var rulers = 0
    var axis = 0
    var sides = 0
    var notes = 0
    var panel = 0
    var summary = 0
    var gaps = 0
    var plot: Int

    /// Gives lines of the plot to another part, if the plot keeps `rest` of them.
    mutating func give(_ lines: Int, to part: WritableKeyPath<Heights, Int>, keeping rest: Int) {
      guard lines > 0, plot - lines >= rest else { return }
      plot -= lines
      self[keyPath: part] += lines
    }
  }

  /// - Parameter needsCaption: whether the plot would be misread without its caption.
  init(in area: Rect, needsCaption: Bool, rulerCount: Int, noteCount: Int, panelHeight: Int) {
    var rest: Rect
    (header, rest) = area.splitTop(1)
    var heights = Heights(plot: rest.height)
    heights.give(1, to: \.axis, keeping: 3)
    heights.give(1, to: \.rulers, keeping: 3)
    heights.give(panelHeight, to: \.panel, keeping: 3)
    heights.give(SideTable.height, to: \.sides, keeping: 3)
    if heights.panel == 0 { heights.give(1, to: \.summary, keeping: 3) }
    if needsCaption { heights.give(1, to: \.caption, keeping: 3) }
    if noteCount > 0 { heights.give(1, to: \.notes, keeping: 5) }
    for _ in 1..<max(rulerCount, 1) { heights.give(1, to: \.rulers, keeping: 5) }
    for _ in 1..<max(noteCount, 1) { heights.give(1, to: \.notes, keeping: 8) }
    heights.give(2, to: \.gaps, keeping: 10)
    if !needsCaption { heights.give(1, to: \.caption, keeping: 12) }
    let gap = heights.gaps / 2
    (caption, rest) = rest.splitTop(heights.caption)
    (plot, rest) = rest.splitTop(heights.plot)
    (rulers, rest) = rest.splitTop(heights.rulers)
    (axis, rest) = rest.splitTop(heights.axis)
    (sides, rest) = rest.splitTop(gap).rest.splitTop(heights.sides)
    (notes, rest) = rest.splitTop(heights.notes)
    (panel, rest) = rest.splitTop(gap).rest.splitTop(heights.panel)
    summary = rest.splitTop(heights.summary).top
  }
}
