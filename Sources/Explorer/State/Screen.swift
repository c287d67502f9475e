/// The views of a tensor, in the order of their number keys.
public enum Screen: Int, Sendable, Hashable, CaseIterable {
  case distribution = 1
  case grid = 2
  case heatmap = 3
  case compare = 4
  case layers = 5
  case inspect = 6

  var title: String {
    switch self {
    case .distribution: "Distribution"
    case .grid: "Grid"
    case .heatmap: "Heatmap"
    case .compare: "Compare"
    case .layers: "Layers"
    case .inspect: "Inspect"
    }
  }

  /// What stands for the title where there is little room.
  var shortTitle: String {
    switch self {
    case .distribution: "Dist"
    case .grid: "Grid"
    case .heatmap: "Heat"
    case .compare: "Comp"
    case .layers: "Layers"
    case .inspect: "Insp"
    }
  }

  /// The key that shows the screen.
  var key: Character { Character("\(rawValue)") }
}
