/// The views of a tensor, in the order of their number keys.
public enum Screen: Int, Sendable, Hashable, CaseIterable {
  case distribution = 1
  case grid = 2
  case compare = 4

  var title: String {
    switch self {
    case .distribution: "Distribution"
    case .grid: "Grid"
    case .compare: "Compare"
    }
  }

  /// What stands for the title where there is little room.
  var shortTitle: String {
    switch self {
    case .distribution: "Dist"
    case .grid: "Grid"
    case .compare: "Comp"
    }
  }

  /// The key that shows the screen.
  var key: Character { Character("\(rawValue)") }
}
