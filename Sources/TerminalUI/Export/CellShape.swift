/// A character that is a picture of its cell: drawn as rectangles and dots, it joins its neighbours
/// whatever the font.
///
/// Lengths are in cells: 0…1 from the left and from the top.
struct CellShape {
  struct Box {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
  }

  var boxes: [Box] = []
  /// The centres of dots.
  var dots: [(x: Double, y: Double)] = []
  var opacity = 1.0
  /// Whether copies side by side are the same as one that is so much wider.
  var isStretchable = false

  /// - Returns: `nil` for characters that a font draws.
  init?(_ symbol: Character) {
    if let (box, opacity) = Self.block(symbol) {
      boxes = [box]
      self.opacity = opacity
      isStretchable = box.width == 1
    } else if let arms = Self.lines[symbol] {
      boxes = arms.map(\.box)
    } else if let pattern = Self.braillePattern(symbol) {
      dots = Self.dots(pattern)
    } else {
      return nil
    }
  }

  /// A pixel of a cell of nine by eighteen, an odd number so that it has a middle.
  fileprivate static let thin = (width: 1.0 / 9, height: 1.0 / 18)

  private static func block(_ symbol: Character) -> (Box, opacity: Double)? {
    let whole = Box(x: 0, y: 0, width: 1, height: 1)
    switch symbol {
    case "░": return (whole, 0.25)
    case "▒": return (whole, 0.5)
    case "▓": return (whole, 0.7)
    case "▌": return (Box(x: 0, y: 0, width: 0.5, height: 1), 1)
    case "─": return (Box(x: 0, y: 0.5, width: 1, height: thin.height), 1)
    case "│": return (Box(x: 4.0 / 9, y: 0, width: thin.width, height: 1), 1)
    case "▐": return (Box(x: 0.5, y: 0, width: 0.5, height: 1), 1)
    default:
      guard let index = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"].firstIndex(of: symbol) else {
        return nil
      }
      let height = Double(index + 1) / 8
      return (Box(x: 0, y: 1 - height, width: 1, height: height), 1)
    }
  }

  /// A line from the middle of the cell to one of its sides, or beside the middle.
  private enum Arm {
    case left, right, up, down
    case doubleUp, doubleDown

    var box: Box {
      let (thinX, thinY) = CellShape.thin
      let (x, y) = (4.0 / 9, 9.0 / 18)
      return switch self {
      case .left: Box(x: 0, y: y, width: x + thinX, height: thinY)
      case .right: Box(x: x, y: y, width: 1 - x, height: thinY)
      case .up: Box(x: x, y: 0, width: thinX, height: y + thinY)
      case .down: Box(x: x, y: y, width: thinX, height: 1 - y)
      case .doubleUp: Box(x: x - thinX, y: 0, width: 3 * thinX, height: y + thinY)
      case .doubleDown: Box(x: x - thinX, y: y, width: 3 * thinX, height: 1 - y)
      }
    }
  }

  private static let lines: [Character: [Arm]] = [
    "┌": [.right, .down], "┐": [.left, .down], "└": [.right, .up], "┘": [.left, .up],
    "├": [.up, .down, .right], "┤": [.up, .down, .left],
    "┬": [.left, .right, .down], "┴": [.left, .right, .up], "┼": [.left, .right, .up, .down],
    "╨": [.left, .right, .doubleUp], "╫": [.left, .right, .doubleUp, .doubleDown],
  ]

  private static func braillePattern(_ symbol: Character) -> UInt32? {
    let scalars = symbol.unicodeScalars
    guard scalars.count == 1, let value = scalars.first?.value, (0x2800...0x28FF).contains(value)
    else { return nil }
    return value - 0x2800
  }

  private static func dots(_ pattern: UInt32) -> [(x: Double, y: Double)] {
    let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    return (0..<4).flatMap { row in
      (0..<2).filter { pattern & bits[row][$0] != 0 }.map { column in
        (x: 0.25 + 0.5 * Double(column), y: 0.125 + 0.25 * Double(row))
      }
    }
  }
}
