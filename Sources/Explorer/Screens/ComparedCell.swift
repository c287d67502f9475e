import Analysis
import Quantization
import TerminalUI

/// A number of a table with its difference to the pinned scheme's.
struct ComparedCell {
  var cell: TableCell
  var difference = ""

  init(_ cell: TableCell, difference: String = "") {
    self.cell = cell
    self.difference = difference
  }

  /// Cells for a table: in every column differences stand below each other, left-aligned after
  /// their numbers.
  static func aligned(_ rows: [[ComparedCell]]) -> [[TableCell]] {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { column < $0.count ? displayWidth($0[column].difference) : 0 }.max() ?? 0
    }
    return rows.map { row in
      zip(row, widths).map { compared, width in
        guard width > 0 else { return compared.cell }
        var cell = compared.cell
        cell.text += " " + fitted(compared.difference, to: width)
        return cell
      }
    }
  }
}

extension AppState {
  /// What stands before the name of a scheme: `▶` the current one, `◆` the pinned one.
  func mark(of scheme: QuantizationScheme) -> String {
    if scheme == self.scheme { return "▶ " }
    return scheme == rival ? "◆ " : "  "
  }
}
