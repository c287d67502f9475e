import Analysis
import Quantization
import TerminalUI
import WeightStatistics

/// What every scheme costs: in the scope, and over the whole tensor.
struct ErrorPanel {
  var state: AppState
  var schemes: [QuantizationScheme]

  /// Two lines of headings, the schemes, and why some are missing.
  var height: Int { 2 + schemes.count + (remark == nil ? 0 : 1) }

  private var remark: String? {
    state.scheme.bitWidth < 3 ? "FP and AFPQ need 3 bits or more" : nil
  }

  private var showsScope: Bool { state.effectiveExtent != .tensor }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let table = table(width: area.width)
    let (captions, rest) = area.splitTop(1)
    drawCaptions(table, in: captions, on: &canvas)
    table.draw(in: rest, on: &canvas)
    canvas.mark(table, in: rest, rows: { .scheme(schemes[$0]) })
    for (position, scheme) in schemes.enumerated() {
      guard let reason = failure(of: scheme) else { continue }
      let x = start(ofColumn: 1, table, in: rest) ?? rest.maxX
      let row = Rect(x: x, y: rest.y + 1 + position, width: rest.maxX - x, height: 1)
      canvas.fill(row)
      canvas.draw(truncated(reason, to: row.width), x: x, y: row.y, style: Theme.muted)
    }
    if let remark {
      canvas.draw(
        remark, x: area.x + 2, y: area.maxY - 1, width: area.width - 2, style: Theme.muted)
    }
  }

  /// The error of the current scheme alone, in one line.
  func drawSummary(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let places =
      (showsScope ? [(state.effectiveExtent.name, state.scopeReport)] : [])
      + [("tensor", state.tensorSlot.report)]
    let texts = [true, false].map { isCompared in
      "SQNR  "
        + places.map { "\($0) \(summary(of: $1, isCompared: isCompared))" }.joined(separator: "  ")
    }
    let text = texts.first { displayWidth($0) <= area.width } ?? texts[1]
    canvas.draw(truncated(text, to: area.width), x: area.x, y: area.y)
  }

  private func summary(of report: Loadable<ScopeReport>, isCompared: Bool) -> String {
    let cell = cells(report, state.scheme)[1]
    return "\(cell.text) dB" + (isCompared && !cell.note.isEmpty ? " \(cell.note)" : "")
  }

  private func table(width: Int) -> TableView {
    let detail = width >= 92 ? 0 : width >= 60 ? 1 : 2
    let names = schemes.map { scheme in
      let variant = scheme.variantNames[detail]
      return state.mark(of: scheme) + scheme.familyName + (variant.isEmpty ? "" : " \(variant)")
    }
    let title = title(isShort: detail == 2)
    let nameWidth = max(names.map { displayWidth($0) }.max() ?? 0, displayWidth(title))
    return TableView(
      columns: columns(nameWidth: nameWidth), rows: rows(names: names), glyphs: state.glyphs,
      styles: TableView.Styles(header: Theme.muted))
  }

  private func title(isShort: Bool) -> String {
    let bits = "\(state.scheme.bitWidth) bits, \(state.scheme.granularity.name)"
    return isShort ? bits : "Error at \(bits)"
  }

  private func columns(nameWidth: Int) -> [TableColumn] {
    let name = TableColumn(
      "", kind: .text(minimumWidth: nameWidth, truncation: .end), priority: 99,
      reservedWidth: nameWidth)
    let scope = [
      TableColumn("MSE", priority: 6, reservedWidth: 8),
      TableColumn("SQNR dB", priority: 8),
      TableColumn("max err", priority: 3, reservedWidth: 8),
    ]
    let tensor = [
      TableColumn("MSE", priority: 5, reservedWidth: 8),
      TableColumn("SQNR dB", priority: 9),
      TableColumn("max err", priority: 2, reservedWidth: 8),
      TableColumn("bits/w", priority: 7),
    ]
    return [name] + (showsScope ? scope : []) + tensor
  }

  private func rows(names: [String]) -> [[TableCell]] {
    let bestOfScope = best(of: state.scopeReport)
    let bestOfTensor = best(of: state.tensorSlot.report)
    return zip(schemes, names).map { scheme, name in
      let style = scheme == state.scheme ? Theme.strong : Style.plain
      var scope = cells(state.scopeReport, scheme)
      scope[1].isBest = bestOfScope.contains(scheme)
      var tensor = cells(state.tensorSlot.report, scheme)
      tensor[1].isBest = bestOfTensor.contains(scheme)
      let cells = [TableCell(name)] + (showsScope ? scope : []) + tensor + [cost(of: scheme)]
      return cells.map { cell in
        var cell = cell
        cell.style = cell.style ?? style
        return cell
      }
    }
  }

  private func cost(of scheme: QuantizationScheme) -> TableCell {
    guard let shape = state.tensor?.matrixShape, let bits = scheme.bitsPerWeight(for: shape) else {
      return TableCell(NumberText.missing)
    }
    let base = scheme == state.rival ? nil : state.rival?.bitsPerWeight(for: shape)
    return TableCell(
      NumberText.bitsPerWeight(bits),
      note: NumberText.difference(bits, from: base, decimals: 3))
  }

  /// MSE, SQNR and maximum error.
  private func cells(
    _ report: Loadable<ScopeReport>, _ scheme: QuantizationScheme
  ) -> [TableCell] {
    if case .loading = report {
      let waiting = TableCell(state.glyphs.ellipsis, style: Theme.muted)
      return Array(repeating: waiting, count: 3)
    }
    guard let found = report.errorReport(of: scheme) else {
      return Array(repeating: TableCell(NumberText.missing), count: 3)
    }
    let base = scheme == state.rival ? nil : state.rival.flatMap(report.errorReport)
    return [ComparisonColumn.meanSquaredError, .signalToNoise, .maximumError].map { column in
      TableCell(column.text(found), note: base.map { column.difference(found, from: $0) } ?? "")
    }
  }

  /// The schemes with the least error; none where all have the same.
  private func best(of report: Loadable<ScopeReport>) -> Set<QuantizationScheme> {
    let errors = schemes.compactMap { scheme in
      report.errorReport(of: scheme).map { (scheme, $0.metrics.squaredError) }
    }
    guard let least = errors.map(\.1).min(), errors.contains(where: { $0.1 > least }) else {
      return []
    }
    return Set(errors.filter { $0.1 == least }.map(\.0))
  }

  private func failure(of scheme: QuantizationScheme) -> String? {
    for report in [state.scopeReport, state.tensorSlot.report] {
      let result = report.value?.results.first { $0.scheme == scheme }
      if case .failure(let error)? = result?.outcome { return "\(error)" }
    }
    return nil
  }

  private func drawCaptions(_ table: TableView, in area: Rect, on canvas: inout Canvas) {
    let title = title(isShort: area.width < 60)
    let tensorColumn = showsScope ? 4 : 1
    let tensorStart = firstStart(from: tensorColumn, table, in: area) ?? area.maxX
    let scopeStart = showsScope ? firstStart(from: 1, table, in: area) ?? tensorStart : tensorStart
    canvas.draw(
      truncated(title, to: scopeStart - area.x), x: area.x, y: area.y, style: Theme.strong)
    if showsScope {
      let caption = truncated(
        "this \(state.effectiveExtent.name)", to: tensorStart - scopeStart - 1)
      canvas.draw(caption, x: scopeStart, y: area.y, style: Theme.strong)
    }
    let caption = truncated("whole tensor", to: area.maxX - tensorStart)
    canvas.draw(caption, x: tensorStart, y: area.y, style: Theme.strong)
  }

  private func firstStart(from column: Int, _ table: TableView, in area: Rect) -> Int? {
    (column..<table.columns.count).lazy.compactMap { start(ofColumn: $0, table, in: area) }.first
  }

  private func start(ofColumn column: Int, _ table: TableView, in area: Rect) -> Int? {
    (area.x..<area.maxX).first { table.column(atX: $0, in: area) == column }
  }
}

extension AppState {
  /// What stands before the name of a scheme: `▶` the current one, `◆` the pinned one.
  func mark(of scheme: QuantizationScheme) -> String {
    if scheme == self.scheme { return "▶ " }
    return scheme == rival ? "◆ " : "  "
  }
}

extension Loadable<ScopeReport> {
  fileprivate func errorReport(of scheme: QuantizationScheme) -> SchemeErrorReport? {
    guard let result = value?.results.first(where: { $0.scheme == scheme }) else { return nil }
    return try? result.outcome.get()
  }
}
