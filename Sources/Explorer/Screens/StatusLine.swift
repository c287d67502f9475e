import Analysis
import Checkpoints
import Quantization
import TerminalUI

/// The line above the footer: a filter or a command while it is typed, what the last key had to say, or which
/// work is running.
struct StatusLine: View {
  var state: AppState

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    if let prompt = state.promptLine {
      prompt.draw(in: area, on: &canvas)
      return
    }
    var inner = area.inset(left: 1, right: 1)
    if let pinned = state.pinned {
      let text = "◆ pinned: \(pinned.shortDescription)"
      let parts = inner.splitRight(displayWidth(text) + 2)
      canvas.draw(text, x: parts.right.x + 2, y: inner.y, style: Theme.strong)
      inner = parts.rest
    }
    if let message = state.message {
      canvas.draw(truncated(message, to: inner.width), x: inner.x, y: inner.y, style: Theme.accent)
      return
    }
    let work = work
    let end = canvas.draw(
      truncated(work.text, to: inner.width), x: inner.x, y: inner.y, style: Theme.muted)
    if let fraction = work.fraction, inner.maxX - end > 12 {
      GaugeBar(
        fraction: fraction, glyphs: state.glyphs, style: Theme.accent, emptyStyle: Theme.muted
      )
      .draw(in: Rect(x: end + 1, y: inner.y, width: 10, height: 1), on: &canvas)
      canvas.draw(NumberText.percent(fraction), x: end + 12, y: inner.y, style: Theme.muted)
    }
  }

  private var work: (text: String, fraction: Double?) {
    if let request = state.scanSlot.request, state.scanSlot.isPending {
      let scheme = request.schemes.first ?? state.scheme
      let (all, known) = (state.scan.tensors?.count ?? 0, state.scan.count(scheme))
      let purpose = scheme == state.scheme ? "" : " under \(scheme.shortDescription)"
      return (
        "scan\(purpose) \(known) of \(all)  \(request.tensor)",
        Double(known) / Double(max(all, 1))
      )
    }
    guard let tensor = state.tensor, state.obstacle == nil else { return ("", nil) }
    switch state.tensorSlot.report {
    case .idle: return ("", nil)
    case .loading(let fraction):
      let weights = NumberText.shortCount(tensor.count)
      return ("quantizing all \(weights) weights of the tensor", fraction)
    case .failed(let error): return ("whole tensor: \(error)", nil)
    case .ready(let report):
      return screenWork ?? (summary(of: report), nil)
    }
  }

  /// What the screen waits for beside the errors of the whole tensor.
  private var screenWork: (text: String, fraction: Double?)? {
    if case .loading(let fraction) = state.comparisonSlot.report {
      return ("quantizing with \(state.lineup.schemes.count) schemes", fraction)
    }
    for slot in [state.heatmapSlot, state.rivalHeatmapSlot] {
      guard case .loading(let fraction) = slot.report else { continue }
      return ("measuring every group", fraction)
    }
    if case .loading(let fraction) = state.curveSlot.report {
      return ("quantizing with every family at 2 to 8 bits", fraction)
    }
    return nil
  }

  private func summary(of report: ScopeReport) -> String {
    guard case .success(let current)? = report.results.first?.outcome else { return "" }
    let forced = current.clampedScaleCount
    return forced == 0
      ? "" : "\(NumberText.count(forced)) scales forced into the range of their format"
  }
}

extension AppState {
  /// The line that is typed.
  var promptLine: PromptLine? {
    if let line = prompt.editor {
      return PromptLine(prompt: " :", text: line.text, cursor: line.cursor)
    }
    guard isEditingFilter else { return nil }
    let total = NumberText.count(model.tensors.count)
    return PromptLine(
      prompt: " /", text: filterLine.text, cursor: filterLine.cursor,
      hint: "\(NumberText.count(list.matchCount)) of \(total)", hintStyle: Theme.muted)
  }
}

/// The last line: the keys that do something here.
struct Footer: View {
  var state: AppState

  func draw(in area: Rect, on canvas: inout Canvas) {
    KeyHints(
      hints: KeyMap.hints(for: state.keyContext), keyStyle: Theme.strong, labelStyle: Theme.muted
    )
    .draw(in: area.inset(left: 1), on: &canvas)
  }
}
