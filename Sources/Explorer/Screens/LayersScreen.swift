import Analysis
import Checkpoints
import Quantization
import TerminalUI

/// The tensors of the whole model, ranked, as far as the scan has come.
struct LayersScreen: View {
  var state: AppState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let (header, table) = area.splitTop(1)
    let layers = state.rankedLayers
    drawHeader(in: header.inset(left: 1, right: 1), on: &canvas)
    let inner = table.inset(left: 1)
    guard !layers.isEmpty else {
      let text = state.scan.tensors?.isEmpty == true ? "no weight matrix to scan" : "scanning …"
      Notice(lines: [text], style: Theme.muted).draw(in: inner, on: &canvas)
      return
    }
    let cursor = state.layerCursor.flatMap { layers.firstIndex(of: $0) } ?? 0
    let isFocused = state.focus == .screen
    let first = scrolled(
      0, toShow: isFocused ? cursor : 0, of: layers.count, height: inner.height - 1)
    let shown = Array(layers.dropFirst(first).prefix(max(inner.height - 1, 0)))
    let widest = inner.width < 60 ? 18 : inner.width < 100 ? 20 : 40
    let layout = self.table(shown, nameWidth: widest, selectedRow: nil)
    let view = self.table(
      shown, nameWidth: layout.titles(in: inner).first?.area.width ?? widest,
      selectedRow: isFocused ? cursor - first : nil)
    view.draw(in: inner, on: &canvas)
    let sorting = LayerColumn.allCases
    canvas.mark(
      view, in: inner,
      columns: { (1...sorting.count).contains($0) ? .layerColumn(sorting[$0 - 1]) : nil },
      rows: { .layer(shown[$0]) })
  }

  private func drawHeader(in area: Rect, on canvas: inout Canvas) {
    let all = state.scan.tensors?.count ?? 0
    let known = state.scan.count(state.scheme)
    let tensors = "\(NumberText.count(all)) \(all == 1 ? "tensor" : "tensors")"
    let part = "\(NumberText.count(known)) of \(tensors)"
    let progress = known < all ? part : all == 1 ? tensors : "all \(tensors)"
    let style = state.focus == .screen ? Theme.accent : Theme.strong
    let end = canvas.draw(progress, x: area.x, y: area.y, width: area.width, style: style)
    let stopped = known == all || state.scan.isRunning ? "" : "   stopped; 5 resumes"
    let scheme = "   under \(state.scheme.shortDescription)"
    let gain = "; gain: AFPQ over symmetric FP"
    let texts = [
      "\(scheme)\(gain)\(stopped)   c sorts", "\(scheme)\(stopped)   c sorts",
      "\(scheme)\(stopped)", stopped,
    ]
    let text = texts.first { displayWidth($0) <= area.maxX - end } ?? ""
    canvas.draw(text, x: end, y: area.y, style: Theme.muted)
  }

  /// - Parameter nameWidth: what the names are abbreviated to.
  private func table(_ layers: [Int], nameWidth: Int, selectedRow: Int?) -> TableView {
    let rows = layers.map { row($0, nameWidth: nameWidth) }
    let flagsWidth = rows.map { displayWidth($0.last?.text ?? "") }.max() ?? 0
    return TableView(
      columns: columns(nameWidth: nameWidth, flagsWidth: min(flagsWidth, Self.flagsWidth)),
      rows: rows, selectedRow: selectedRow, glyphs: state.glyphs,
      styles: TableView.Styles(header: Theme.muted))
  }

  /// Room for what is unusual about a tensor; why there are no numbers may be cut short.
  private static let flagsWidth = 24

  private func columns(nameWidth: Int, flagsWidth: Int) -> [TableColumn] {
    let name = TableColumn(
      "tensor", kind: .text(minimumWidth: 16, truncation: .middle), priority: 99,
      reservedWidth: nameWidth)
    let numbers = LayerColumn.allCases.map { column in
      let isSorted = column == state.layerColumn
      return TableColumn(
        column.title + (isSorted ? " ▾" : ""), priority: isSorted ? 50 : column.priority,
        reservedWidth: column == .kurtosis ? 6 : column == .outlierChannels ? 4 : 5)
    }
    // No column where nothing is unusual.
    let flags = TableColumn(
      "", kind: .text(minimumWidth: flagsWidth, truncation: .end), priority: 7)
    return [name] + numbers + (flagsWidth > 0 ? [flags] : [])
  }

  private func row(_ tensor: Int, nameWidth: Int) -> [TableCell] {
    let isCurrent = tensor == state.selection
    let name = TableCell(
      abbreviated(state.model.tensors[tensor].name, to: nameWidth),
      style: isCurrent ? Theme.strong : .plain)
    switch state.scan[tensor, state.scheme] {
    case .success(let scan)?:
      let numbers = LayerColumn.allCases.map { column in
        TableCell(
          column.text(scan), note: column == .signalToNoise ? difference(scan, tensor) : "")
      }
      return [name] + numbers
        + [TableCell(scan.flags.joined(separator: " "), style: Theme.accent)]
    case .failure(let error)?:
      let missing = LayerColumn.allCases.map { _ in TableCell(NumberText.missing) }
      return [name] + missing + [TableCell("\(error)", style: Theme.accent)]
    case nil: return [name]
    }
  }

  /// How the SQNR differs from that under the pinned scheme.
  private func difference(_ scan: TensorScan, _ tensor: Int) -> String {
    let base = state.rival.flatMap { try? state.scan[tensor, $0]?.get() }
    return NumberText.difference(scan.decibels, from: base?.decibels, decimals: 2)
  }
}

extension LayerColumn {
  /// The lower, the earlier it gives way where there is no room for all.
  fileprivate var priority: Int {
    switch self {
    case .weights: 1
    case .outliers: 2
    case .outlierChannels: 3
    case .kurtosis: 4
    case .deviations: 5
    case .asymmetry: 6
    case .gain: 8
    case .signalToNoise: 9
    }
  }
}
