import Analysis
import Checkpoints
import Quantization
import TerminalUI
import WeightStatistics

/// Every scheme at the current bits on the whole tensor, and every family over all of its bits.
struct CompareScreen: View {
  var state: AppState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let (header, rest) = area.splitTop(1)
    drawHeader(in: header.inset(left: 1, right: 1), on: &canvas)
    let inner = rest.inset(left: 1, right: 1)
    let schemes = state.comparedSchemes
    let tableHeight = Self.tableHeight(in: inner, count: schemes.count)
    let (table, below) = inner.splitTop(tableHeight)
    drawTable(schemes, in: table, on: &canvas)
    let gap = below.height > 12 ? 1 : 0
    CurvePlot(state: state).draw(in: below.splitTop(gap).rest, on: &canvas)
  }

  /// The whole table, unless that would leave no room for the plot; then the plot keeps ten lines,
  /// or gives them up where the table would not have five.
  private static func tableHeight(in area: Rect, count: Int) -> Int {
    let whole = count + 1
    if area.height - whole >= CurvePlot.minimumHeight { return whole }
    let rest = area.height - CurvePlot.minimumHeight
    return rest >= 5 ? rest : area.height
  }

  private func drawHeader(in area: Rect, on canvas: inout Canvas) {
    guard let tensor = state.tensor else { return }
    let style = state.focus == .screen ? Theme.accent : Theme.strong
    let signs = state.tensorSlot.report.value?.signs
    let excluded = signs.map { $0.nanCount + $0.infinityCount } ?? 0
    let count = NumberText.count(tensor.count)
    let weights =
      excluded == 0
      ? "all \(count) weights"
      : "\(NumberText.count(tensor.count - excluded)) of \(count) weights: NaN and Inf left out"
    let end = canvas.draw(weights, x: area.x, y: area.y, width: area.width, style: style)
    let bits = "\(state.scheme.bitWidth) bits, \(state.lineup.base.granularity.name)"
    let texts = [
      "whole tensor only   \(bits); MX, NVFP and AMXFP bring their own blocks   c sorts",
      "whole tensor only   \(bits); MX with its own blocks   c sorts",
      "whole tensor only   \(bits)   c sorts", "whole tensor   \(bits)", bits,
    ]
    let room = area.maxX - end - 3
    let text = texts.first { displayWidth($0) <= room } ?? ""
    canvas.draw(text, x: end + 3, y: area.y, style: Theme.muted)
  }

  private func drawTable(
    _ schemes: [QuantizationScheme], in area: Rect, on canvas: inout Canvas
  ) {
    if case .failed(let error) = state.comparisonSlot.report {
      Notice(lines: ["\(error)"]).draw(in: area, on: &canvas)
      return
    }
    let cursor = schemes.firstIndex(of: state.comparedScheme)
    // Until somebody moves in the table, it shows the best.
    let shown = state.focus == .screen ? cursor ?? 0 : 0
    let first = scrolled(0, toShow: shown, of: schemes.count, height: area.height - 1)
    let table = TableView(
      columns: columns, rows: rows(schemes), firstRow: first,
      selectedRow: state.focus == .screen ? cursor : nil, glyphs: state.glyphs,
      styles: TableView.Styles(header: Theme.muted))
    table.draw(in: area, on: &canvas)
    canvas.mark(
      table, in: area,
      columns: { $0 < 2 ? nil : .comparisonColumn(ComparisonColumn.allCases[$0 - 2]) },
      rows: { .comparedScheme(schemes[$0]) })
    drawReasons(schemes.dropFirst(first), beside: table, in: area, on: &canvas)
  }

  /// Why schemes have no numbers.
  private func drawReasons(
    _ schemes: ArraySlice<QuantizationScheme>, beside table: TableView, in area: Rect,
    on canvas: inout Canvas
  ) {
    let start = (area.x..<area.maxX).first { (table.column(atX: $0, in: area) ?? 0) > 1 }
    for (scheme, row) in zip(schemes, area.rows.dropFirst()) {
      guard case .failure(let error) = state.comparison(of: scheme), let start else { continue }
      let rest = Rect(x: start, y: row.y, width: row.maxX - start, height: 1)
      canvas.fill(rest)
      canvas.draw(truncated("\(error)", to: rest.width), x: start, y: row.y, style: Theme.muted)
    }
  }

  private var columns: [TableColumn] {
    let names = [
      TableColumn("", kind: .text(minimumWidth: 11, truncation: .end), priority: 99),
      TableColumn("scheme", kind: .text(minimumWidth: 12, truncation: .end), priority: 1),
    ]
    let priorities: [ComparisonColumn: Int] = [
      .bitsPerWeight: 8, .meanSquaredError: 7, .normalizedError: 3, .signalToNoise: 9,
      .maximumError: 5, .cosine: 4,
    ]
    return names
      + ComparisonColumn.allCases.map { column in
        let isSorted = column == state.comparisonColumn
        // The column that sorts is always seen.
        return TableColumn(
          column.title + (isSorted ? " ▾" : ""),
          priority: isSorted ? 50 : priorities[column] ?? 0, reservedWidth: 7)
      }
  }

  private func rows(_ schemes: [QuantizationScheme]) -> [[TableCell]] {
    let best = Dictionary(
      uniqueKeysWithValues: ComparisonColumn.allCases.map { ($0, bestCost($0)) })
    let lineup = state.lineup
    return schemes.map { scheme in
      let family = lineup.family(of: scheme)
      let isCurrent = scheme == state.scheme
      let mark = state.mark(of: scheme)
      let letter = family.map { String($0.letter) } ?? "@"
      let style = isCurrent ? Theme.strong : .plain
      let names = [
        TableCell(mark + letter + " " + (family?.name ?? scheme.familyName), style: style),
        TableCell(scheme.shortDescription, style: isCurrent ? style : Theme.muted),
      ]
      return names + numbers(of: scheme, best: best, style: style)
    }
  }

  private func numbers(
    of scheme: QuantizationScheme, best: [ComparisonColumn: Double?], style: Style
  ) -> [TableCell] {
    let base = state.rival.flatMap { try? state.comparison(of: $0)?.get() }
    return ComparisonColumn.allCases.map { column in
      guard state.comparisonSlot.report.value != nil else {
        return TableCell(state.glyphs.ellipsis, style: Theme.muted)
      }
      guard let report = try? state.comparison(of: scheme)?.get() else {
        return TableCell(NumberText.missing, style: Theme.muted)
      }
      let cost = column.cost(report)
      let isBest = cost != nil && cost == best[column] ?? nil
      let difference =
        scheme == state.rival ? nil : base.map { column.difference(report, from: $0) }
      return TableCell(
        column.text(report), style: style, isBest: isBest, note: difference ?? "")
    }
  }

  /// `nil` where all are equally good.
  private func bestCost(_ column: ComparisonColumn) -> Double? {
    let reports = (state.comparisonSlot.report.value ?? []).compactMap { try? $0.outcome.get() }
    let costs = reports.compactMap { column.cost($0) }
    guard let least = costs.min(), let most = costs.max(), least < most else { return nil }
    return least
  }
}
