import Analysis
import TerminalUI

/// What the command line can go on with, above it; or why its line cannot be run.
struct CompletionList: View {
  var prompt: CommandPrompt
  var glyphs: GlyphSet

  static let maximumHeight = 9

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard prompt.isOpen, !area.isEmpty else { return }
    if let failure = prompt.failure {
      let (_, panel) = area.splitBottom(2)
      let text = drawPanel("", in: panel, on: &canvas)
      let line = truncated(failure, to: text.width - 1)
      canvas.draw(line, x: text.x + 1, y: text.y, style: Theme.accent)
    } else if let completion = prompt.completion {
      draw(completion, in: area, on: &canvas)
    }
  }

  private func draw(_ completion: Completion, in area: Rect, on canvas: inout Canvas) {
    guard !completion.candidates.isEmpty || !completion.title.isEmpty else { return }
    let rowCount = min(completion.candidates.count, Self.maximumHeight, area.height - 1)
    let (_, panel) = area.splitBottom(rowCount + 1)
    let first = scrolled(
      0, toShow: completion.chosen ?? 0, of: completion.candidates.count, height: rowCount)
    let shown = completion.candidates.dropFirst(first).prefix(rowCount)
    let hidden = completion.candidates.count - shown.count
    let more = hidden > 0 ? "   \(NumberText.count(hidden)) more" : ""
    let rows = drawPanel(completion.title + more, in: panel, on: &canvas).rows
    let columns = Columns(completion.candidates, width: panel.width)
    for (candidate, row) in zip(shown.enumerated(), rows) {
      draw(
        candidate.element, isChosen: first + candidate.offset == completion.chosen, columns,
        in: row, on: &canvas)
      canvas.mark(row, as: MouseTarget.candidate(first + candidate.offset))
    }
  }

  /// How wide the candidates and the values that are set may be; the rest explains.
  private struct Columns {
    let text: Int
    let current: Int

    init(_ candidates: [Completion.Candidate], width: Int) {
      let explains = candidates.contains { !$0.help.isEmpty }
      let widest = candidates.map { displayWidth($0.text) }.max() ?? 0
      text = explains ? min(widest, width / 3) : width
      current = min(candidates.map { displayWidth($0.current) }.max() ?? 0, width / 5)
    }
  }

  /// - Returns: the area below the title.
  private func drawPanel(_ title: String, in area: Rect, on canvas: inout Canvas) -> Rect {
    let (rule, rows) = area.splitTop(1)
    canvas.fill(rows)
    canvas.fill(rule, with: glyphs.horizontalLine, style: Theme.muted)
    let shown = truncated(title, to: area.width - 6)
    if !shown.isEmpty { canvas.draw(" \(shown) ", x: rule.x + 2, y: rule.y, style: Theme.muted) }
    return rows
  }

  private func draw(
    _ candidate: Completion.Candidate, isChosen: Bool, _ columns: Columns, in row: Rect,
    on canvas: inout Canvas
  ) {
    let inner = row.inset(left: 2, right: 1)
    let (text, rest) = inner.splitLeft(columns.text)
    let (current, help) = rest.inset(left: 2).splitLeft(columns.current)
    let parts = [
      (text, candidate.text, Style.plain, Truncation.middle),
      (current, candidate.current, Theme.accent, .middle),
      (help.inset(left: 2), candidate.help, Theme.muted, .end),
    ]
    for (place, part, style, cut) in parts {
      let shown = truncated(part, to: place.width, at: cut)
      canvas.draw(shown, x: place.x, y: place.y, style: style)
    }
    if isChosen { canvas.restyle(row.inset(left: 1)) { $0.attributes.formUnion(.reverse) } }
  }
}
