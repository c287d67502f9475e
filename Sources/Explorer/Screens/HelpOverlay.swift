import Analysis
import TerminalUI

/// The help over the frame; the footer below it says how to leave.
struct HelpOverlay: View {
  var panel: HelpPanel
  var glyphs: GlyphSet

  private static func overlay(_ glyphs: GlyphSet) -> Overlay {
    Overlay(
      title: "Keys and commands",
      contentSize: Size(columns: HelpText.width, rows: HelpText.lines.count + 1),
      glyphs: glyphs, titleStyle: Theme.accent)
  }

  private static func area(in size: Size) -> Rect {
    Rect(x: 0, y: 0, width: size.columns, height: size.rows - (size.rows >= 3 ? 1 : 0))
  }

  /// The line of the filter, and the lines of the help.
  private static func parts(in size: Size) -> (filter: Rect, lines: Rect) {
    let (filter, lines) = overlay(.blocks).contentArea(in: area(in: size)).splitTop(1)
    return (filter, lines)
  }

  /// The lines of the help that a terminal of this size shows at once.
  static func contentHeight(in size: Size) -> Int { parts(in: size).lines.height }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let overlay = Self.overlay(glyphs)
    overlay.draw(in: Self.area(in: canvas.size), on: &canvas)
    canvas.mark(area, as: MouseTarget.aroundHelp)
    canvas.mark(overlay.frame(in: Self.area(in: canvas.size)), as: MouseTarget.help)
    let (filter, lines) = Self.parts(in: canvas.size)
    drawFilter(in: filter, on: &canvas)
    if panel.lines.isEmpty {
      canvas.draw("nothing matches", x: lines.x, y: lines.y, width: lines.width, style: Theme.muted)
    }
    for (index, row) in zip(panel.firstRow..<panel.lines.count, lines.rows) {
      switch panel.lines[index] {
      case .heading(let title):
        canvas.draw(title, x: row.x, y: row.y, width: row.width, style: Theme.strong)
      case .entry(let entry):
        draw(entry, isSelected: index == panel.cursorRow, in: row, on: &canvas)
        canvas.mark(row, as: MouseTarget.helpRow(index))
      case .blank: break
      }
    }
  }

  private func drawFilter(in area: Rect, on canvas: inout Canvas) {
    let total = NumberText.count(HelpText.entries.count)
    let count = "\(NumberText.count(panel.entryRows.count)) of \(total)"
    if panel.isEditingFilter {
      PromptLine(
        prompt: "/", text: panel.filter.text, cursor: panel.filter.cursor, hint: count,
        hintStyle: Theme.muted
      )
      .draw(in: area, on: &canvas)
    } else {
      let text = panel.filter.isEmpty ? "/ finds an entry" : "/\(panel.filter.text)   \(count)"
      canvas.draw(truncated(text, to: area.width), x: area.x, y: area.y, style: Theme.muted)
    }
  }

  private func draw(
    _ entry: HelpText.Entry, isSelected: Bool, in row: Rect, on canvas: inout Canvas
  ) {
    canvas.draw(entry.keys, x: row.x, y: row.y, width: row.width, style: Theme.accent)
    let text = row.inset(left: HelpText.keyWidth + 2)
    canvas.draw(truncated(entry.help, to: text.width), x: text.x, y: text.y)
    let matched = HelpText.matchedCells(of: panel.filter.text, in: entry)
    canvas.highlight(matched.keys, in: row)
    canvas.highlight(matched.help, in: text)
    if isSelected { canvas.restyle(row) { $0.attributes.formUnion(.reverse) } }
  }
}

extension Canvas {
  /// Makes letters that a filter matches stand out; cells count from the left of the row.
  mutating func highlight(_ cells: [Int], in row: Rect) {
    for cell in cells {
      let place = Rect(x: row.x + cell, y: row.y, width: 1, height: 1).intersection(row)
      restyle(place) { style in
        style.foreground = Theme.accent.foreground
        style.attributes = [.bold, .underline]
      }
    }
  }
}
