import Analysis
import NumericFormats
import Quantization
import TerminalUI

/// The codes of the current scheme as a table: bits, values, intervals, and how they are used.
struct GridScreen: View {
  var state: AppState

  /// The position, the format, and the titles of the table.
  static let headerHeight = 3

  func draw(in area: Rect, on canvas: inout Canvas) {
    let (header, rest) = area.splitTop(1)
    let (format, table) = rest.splitTop(1)
    ScopeHeader(state: state).draw(in: header, on: &canvas)
    let line = format.inset(left: 1, right: 1)
    let text = formatTexts.first { displayWidth($0) <= line.width } ?? formatTexts.last ?? ""
    canvas.draw(truncated(text, to: line.width), x: line.x, y: line.y, style: Theme.muted)
    switch (state.groupReport, state.scopeReport) {
    case (.ready(let group), .ready(let scope)):
      drawTable(group, scope, in: table.inset(left: 1), on: &canvas)
    case (.failed(let error), _), (_, .failed(let error)):
      Notice(lines: ["\(error)"]).draw(in: table, on: &canvas)
    case (.idle, _), (.loading, _), (.ready, .idle), (.ready, .loading):
      Notice(lines: ["counting codes …"], style: Theme.muted).draw(in: table, on: &canvas)
    }
  }

  private func drawTable(
    _ group: ScopeReport, _ scope: ScopeReport, in area: Rect, on canvas: inout Canvas
  ) {
    guard let grid = group.grids.first ?? nil else {
      let result = group.results.first?.outcome
      let reason = if case .failure(let error)? = result { "\(error)" } else { "no codes" }
      Notice(lines: [reason]).draw(in: area, on: &canvas)
      return
    }
    let rows = CodeRows(
      scheme: state.scheme, usage: byCode(scope.usage), rivalUsage: rivalUsage(scope),
      rivals: rivalValues(group))
    TableView(
      columns: rows.columns, rows: grid.entries.map(rows.cells),
      firstRow: state.gridFirstRow,
      glyphs: state.glyphs, styles: TableView.Styles(header: Theme.muted)
    )
    .draw(in: area, on: &canvas)
  }

  private func byCode(_ usage: [CodeUsage]) -> [UInt8: CodeUsage] {
    Dictionary(usage.map { ($0.code, $0) }) { first, _ in first }
  }

  /// How the pinned scheme uses the same codes; empty where its codes mean other values.
  private func rivalUsage(_ report: ScopeReport) -> [UInt8: CodeUsage] {
    guard let rival = state.rival, rival.element == state.scheme.element,
      let position = report.request.schemes.firstIndex(of: rival),
      report.usages.indices.contains(position)
    else { return [:] }
    return byCode(report.usages[position])
  }

  /// What the pinned scheme can restore in the same group; empty where there is none.
  private func rivalValues(_ report: ScopeReport) -> [Float] {
    guard let rival = state.rival,
      let position = report.request.schemes.firstIndex(of: rival), let grid = report.grids[position]
    else { return [] }
    return grid.entries.map(\.restored)
  }

  /// The format and the parameters of the group, from the longest to the shortest.
  private var formatTexts: [String] {
    let format = state.scheme.element.layoutText
    guard let grid = state.groupReport.value?.grids.first ?? nil else { return [format] }
    let parameters = parameterText(grid)
    let split = if case .minifloat = state.scheme.element { "   e next split" } else { "" }
    return ["\(format)   \(parameters)\(split)", "\(format)   \(parameters)", parameters]
  }

  private func parameterText(_ grid: GroupGrid) -> String {
    var texts: [String] = []
    if state.scheme.scaling == .twoScale {
      texts.append("scale₋ \(NumberText.weight(grid.negativeScale))")
      texts.append("scale₊ \(NumberText.weight(grid.positiveScale))")
    } else {
      texts.append("scale \(NumberText.weight(grid.positiveScale ?? grid.negativeScale))")
    }
    if let zeroPoint = grid.zeroPoint { texts.append("zero point \(zeroPoint)") }
    if let offset = grid.offset { texts.append("offset \(NumberText.signedWeight(offset))") }
    return texts.joined(separator: "  ")
  }
}

/// The lines of the code table.
private struct CodeRows {
  var scheme: QuantizationScheme
  var usage: [UInt8: CodeUsage]
  /// That of the pinned scheme, where its codes are comparable.
  private let rivalUsage: [UInt8: CodeUsage]
  private let weightCount: Int
  private let squaredError: Double
  /// The values of the pinned scheme.
  private let rivals: [Float]

  init(
    scheme: QuantizationScheme, usage: [UInt8: CodeUsage], rivalUsage: [UInt8: CodeUsage],
    rivals: [Float]
  ) {
    self.scheme = scheme
    self.usage = usage
    self.rivalUsage = rivalUsage
    self.rivals = rivals
    weightCount = usage.values.reduce(0) { $0 + $1.count }
    // In the order of the codes, so that equal states draw equal frames.
    squaredError = usage.keys.sorted().reduce(0) { $0 + (usage[$1]?.squaredError ?? 0) }
  }

  var columns: [TableColumn] {
    let pinned = TableColumn("from ◆", priority: 8, reservedWidth: 10)
    return rivals.isEmpty ? Self.columns : Self.columns + [pinned]
  }

  private static let columns = [
    TableColumn("code", priority: 6),
    TableColumn("bits", priority: 5),
    TableColumn("value", priority: 7),
    TableColumn("restored", priority: 9, reservedWidth: 9),
    TableColumn("above", priority: 3, reservedWidth: 9),
    TableColumn("up to", priority: 4, reservedWidth: 9),
    TableColumn("weights", priority: 8),
    TableColumn("share", priority: 2, reservedWidth: 7),
    TableColumn("of error", priority: 1, reservedWidth: 8),
  ]

  func cells(_ entry: GridEntry) -> [TableCell] {
    let use = usage[entry.code]
    let count = use?.count ?? 0
    let isUnused = count == 0
    let style = isUnused ? Theme.muted : entry.sign.map(Theme.side) ?? .plain
    let share = weightCount == 0 ? nil : Double(count) / Double(weightCount)
    let error = squaredError == 0 ? nil : (use?.squaredError ?? 0) / squaredError
    let difference = rivalUsage[entry.code].map {
      NumberText.countDifference(count, from: $0.count)
    }
    return [
      TableCell("\(entry.code)", style: style),
      TableCell(scheme.element.bitText(of: entry.code), style: style),
      TableCell(NumberText.gridValue(entry.value), style: style),
      TableCell(NumberText.signedWeight(entry.restored), style: style),
      TableCell(NumberText.signedWeight(entry.lower), style: style),
      TableCell(NumberText.signedWeight(entry.upper), style: style),
      TableCell(
        isUnused ? "unused" : NumberText.count(count), style: isUnused ? Theme.accent : nil,
        note: difference ?? ""),
      TableCell(isUnused ? "" : NumberText.percent(share)),
      TableCell(isUnused ? "" : NumberText.percent(error)),
      TableCell(distance(of: entry), style: style),
    ]
  }

  /// How far the value lies from the nearest one of the pinned scheme.
  private func distance(of entry: GridEntry) -> String {
    let distances = rivals.map { entry.restored - $0 }
    guard let least = distances.min(by: { $0.magnitude < $1.magnitude }) else { return "" }
    return least == 0 ? "=" : NumberText.signedWeight(least)
  }
}

extension Minifloat {
  /// What each bit is for: `s|ee|m`.
  fileprivate var layoutText: String {
    [("s", 1), ("e", exponentBits), ("m", mantissaBits)].filter { $0.1 > 0 }
      .map { String(repeating: $0.0, count: $0.1) }.joined(separator: "|")
  }
}

extension ElementFormat {
  /// What the bits of a code are for.
  fileprivate var layoutText: String {
    switch self {
    case .integer: "\(name)"
    case .minifloat(let format):
      [
        name, format.layoutText, "bias \(format.bias)",
        "max \(NumberText.gridValue(codebook().maximum))",
      ].joined(separator: "  ")
    case .table: "\(name)  a table of \(codebook().values.count) values"
    }
  }

  /// The bits of a code; sign, exponent and mantissa of a minifloat apart: `1|01|0`.
  func bitText(of code: UInt8) -> String {
    let digits = String(code, radix: 2)
    let bits = String(repeating: "0", count: max(bitWidth - digits.count, 0)) + digits
    guard case .minifloat(let format) = self else { return bits }
    let parts = [
      bits.prefix(1), bits.dropFirst().prefix(format.exponentBits),
      bits.suffix(format.mantissaBits),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "|")
  }
}
