import Analysis
import Quantization
import TerminalUI
import WeightStatistics

/// One line for each side of zero: how many weights, how far they reach, their scale and codes.
struct SideTable: View {
  var state: AppState

  /// A heading and two sides.
  static let height = 3

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard state.scopeReport.value != nil || isLoading else { return }
    TableView(
      columns: Self.columns, rows: [row(.negative), row(.positive)], glyphs: state.glyphs,
      styles: TableView.Styles(header: Theme.muted)
    )
    .draw(in: area, on: &canvas)
  }

  private static let columns = [
    TableColumn("", kind: .text(minimumWidth: 10, truncation: .end), priority: 9),
    TableColumn("weights", priority: 8, reservedWidth: 7),
    TableColumn("reach to", priority: 7, reservedWidth: 9),
    TableColumn("mean", priority: 4, reservedWidth: 9),
    TableColumn("scale", priority: 6, reservedWidth: 8),
    TableColumn("codes used", priority: 5, reservedWidth: 10),
  ]

  private var isLoading: Bool {
    if case .loading = state.scopeReport { true } else { false }
  }

  private func row(_ sign: Sign) -> [TableCell] {
    let name = "\(state.glyphs.body(of: sign)) \(sign == .negative ? "negative" : "positive")"
    let style = Theme.side(sign)
    guard let report = state.scopeReport.value else {
      let missing = TableCell(state.glyphs.ellipsis, style: Theme.muted)
      return [TableCell(name, style: style)] + Array(repeating: missing, count: 5)
    }
    let side = sign == .negative ? report.signs.negative : report.signs.positive
    let factor = sign == .negative ? -1.0 : 1.0
    let isEmpty = side.count == 0
    let mean = side.meanMagnitude.map { NumberText.signedWeight(Float($0 * factor)) }
    return [
      TableCell(name, style: style), TableCell(NumberText.count(side.count)),
      TableCell(
        isEmpty ? NumberText.missing : NumberText.signedWeight(side.extent * Float(factor))),
      TableCell(mean ?? NumberText.missing), scale(sign, report), codes(sign, report),
    ]
  }

  /// Only where the whole scope shares its scales.
  private func scale(_ sign: Sign, _ report: ScopeReport) -> TableCell {
    guard state.scopeIsOneGroup, let grid = report.grids.first ?? nil else {
      return TableCell(NumberText.missing)
    }
    let scale = sign == .negative ? grid.negativeScale : grid.positiveScale
    return TableCell(
      NumberText.weight(scale),
      note: NumberText.relativeDifference(
        scale.map { Double($0) }, from: rivalScale(sign, report)))
  }

  private func rivalScale(_ sign: Sign, _ report: ScopeReport) -> Double? {
    guard let rival = state.rival,
      let position = report.request.schemes.firstIndex(of: rival),
      rival.granularity == state.scheme.granularity, let grid = report.grids[position]
    else { return nil }
    return (sign == .negative ? grid.negativeScale : grid.positiveScale).map { Double($0) }
  }

  private func codes(_ sign: Sign, _ report: ScopeReport) -> TableCell {
    guard let codes = SideCodes(report, 0, sign: sign, isOneGroup: state.scopeIsOneGroup) else {
      return TableCell(NumberText.missing)
    }
    var cell = TableCell("\(codes.used) of \(codes.available)")
    guard let rival = state.rival, let position = report.request.schemes.firstIndex(of: rival),
      let others = SideCodes(
        report, position, sign: sign,
        isOneGroup: state.scopeIsOneGroup && rival.granularity == state.scheme.granularity)
    else { return cell }
    cell.note = NumberText.countDifference(codes.used, from: others.used)
    return cell
  }
}

/// The codes of one sign, and how many of them some weight takes.
struct SideCodes {
  var available = 0
  var used = 0

  /// `nil` where the scheme does not apply, or where the sign of a code depends on its group.
  ///
  /// - Parameter position: of a scheme in the report.
  init?(_ report: ScopeReport, _ position: Int, sign: Sign, isOneGroup: Bool) {
    guard report.usages.indices.contains(position), let grid = report.grids[position],
      report.usages[position].count == grid.entries.count,
      isOneGroup || report.request.schemes[position].scaling != .affine
    else { return nil }
    for (entry, usage) in zip(grid.entries, report.usages[position]) where entry.sign == sign {
      available += 1
      used += usage.count > 0 ? 1 : 0
    }
  }
}

extension GridEntry {
  /// The side that the entry restores to. A side without weights has no scale and restores zero;
  /// there the sign of the value decides. `nil` for zero.
  var sign: Sign? {
    let decisive = restored == 0 ? value : restored
    return decisive == 0 ? nil : decisive < 0 ? .negative : .positive
  }
}
