public import TerminalUI

/// The whole frame.
public struct ExplorerView: View {
  let state: AppState

  public init(_ state: AppState) { self.state = state }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    let layout = FrameLayout(state)
    TitleLine(state: state).draw(in: layout.title, on: &canvas)
    TabLine(state: state).draw(in: layout.tabs, on: &canvas)
    TensorListView(state: state).draw(in: layout.list, heading: layout.listHeading, on: &canvas)
    drawLines(layout, on: &canvas)
    drawScreen(in: layout.screen, on: &canvas)
    Footer(state: state).draw(in: layout.footer, on: &canvas)
    drawStatus(layout, on: &canvas)
    CompletionList(prompt: state.prompt, glyphs: state.glyphs).draw(
      in: layout.abovePrompt, on: &canvas)
    if let help = state.help {
      HelpOverlay(panel: help, glyphs: state.glyphs).draw(in: canvas.bounds, on: &canvas)
    }
    state.theme.apply(to: &canvas)
    if state.glyphs == .ascii { canvas = canvas.inASCII() }
  }

  private func drawScreen(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    canvas.mark(area, as: MouseTarget.screen)
    if state.screen == .layers {
      LayersScreen(state: state).draw(in: area, on: &canvas)
    } else if let obstacle = state.obstacle {
      Notice(lines: ["Nothing to draw:", "\(obstacle)."]).draw(in: area, on: &canvas)
    } else if state.tensor == nil {
      Notice(lines: ["The model has no tensors."]).draw(in: area, on: &canvas)
    } else {
      switch state.screen {
      case .distribution: DistributionScreen(state: state).draw(in: area, on: &canvas)
      case .grid: GridScreen(state: state).draw(in: area, on: &canvas)
      case .heatmap: HeatmapScreen(state: state).draw(in: area, on: &canvas)
      case .compare: CompareScreen(state: state).draw(in: area, on: &canvas)
      case .layers: break
      case .inspect: InspectScreen(state: state).draw(in: area, on: &canvas)
      }
    }
  }

  private func drawLines(_ layout: FrameLayout, on canvas: inout Canvas) {
    canvas.fill(layout.divider, with: state.glyphs.verticalLine, style: Theme.muted)
    canvas.fill(layout.rule, with: state.glyphs.horizontalLine, style: Theme.muted)
    if !layout.divider.isEmpty, !layout.rule.isEmpty {
      canvas[x: layout.divider.x, y: layout.rule.y] = Cell("┴", style: Theme.muted)
    }
  }

  /// Where there is no line for the status, the footer makes room while there is something to say.
  private func drawStatus(_ layout: FrameLayout, on canvas: inout Canvas) {
    let status = StatusLine(state: state)
    if !layout.status.isEmpty {
      status.draw(in: layout.status, on: &canvas)
    } else if state.promptLine != nil || state.message != nil {
      canvas.fill(layout.footer)
      status.draw(in: layout.footer, on: &canvas)
    }
  }
}

/// A few words in the middle of an area.
struct Notice: View {
  var lines: [String]
  var style = Style.plain

  func draw(in area: Rect, on canvas: inout Canvas) {
    let wrapped = lines.flatMap { $0.wrapped(to: area.width - 2) }
    let width = wrapped.map { displayWidth($0) }.max() ?? 0
    let text = area.centered(width: width, height: wrapped.count)
    for (line, row) in zip(wrapped, text.rows) {
      canvas.draw(line, x: row.x, y: row.y, width: row.width, style: style)
    }
  }
}

extension String {
  /// The text in lines of at most `width` cells, broken at blanks where there are any.
  func wrapped(to width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ").map(String.init) {
      let longer = line.isEmpty ? word : "\(line) \(word)"
      if displayWidth(longer) <= width {
        line = longer
      } else {
        if !line.isEmpty { lines.append(line) }
        line = truncated(word, to: width, at: .middle)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
