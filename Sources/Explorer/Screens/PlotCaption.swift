import Analysis
import Quantization
import TerminalUI

/// The line above the plot: how far its axis reaches, how it counts, and what is drawn over it.
struct PlotCaption: View {
  var report: DistributionReport
  /// The schemes whose dequantized weights are drawn, with their glyphs.
  var overlays: [(glyph: Character, name: String)]
  var isLogarithmic: Bool
  /// Whether another plot is being counted.
  var isOld: Bool

  /// Whether the plot is more than the weights themselves on their whole axis.
  static func isNeeded(_ report: DistributionReport?) -> Bool {
    guard let report else { return false }
    return report.reach != .all || report.request.halvings > 0 || !report.request.schemes.isEmpty
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let inner = area.inset(left: 1, right: 1)
    let text = texts.first { displayWidth($0) <= inner.width } ?? ""
    canvas.draw(text, x: inner.x, y: inner.y, width: inner.width, style: Theme.muted)
  }

  /// From the longest to the shortest.
  private var texts: [String] {
    let limit = report.fullLimit / Double(1 << report.request.halvings)
    let range = "to \(NumberText.weight(Float(limit)))"
    let zoom = report.request.halvings == 0 ? "" : "zoom \(1 << report.request.halvings)×"
    let place = zoom.isEmpty ? ": \(report.reach.name)" : ": \(zoom) into \(report.reach.name)"
    let counts = isLogarithmic ? "   logarithmic counts" : "   linear counts"
    let names = overlays.map { "\($0.glyph) \($0.name)" }.joined(separator: "  ")
    let marks = names.isEmpty ? "" : "   \(names) dequantized"
    let state = isOld ? "counting …   " : ""
    return [
      "\(state)axis \(range)\(place)\(counts)\(marks)", "\(state)axis \(range)\(place)\(marks)",
      "\(state)\(range)\(place)\(marks)", "\(state)\(range) \(zoom)\(marks)",
      "\(state)\(range) \(zoom)", "\(range) \(zoom)", range,
    ]
  }
}
