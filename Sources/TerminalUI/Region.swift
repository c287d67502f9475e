/// What a part of a frame stands for, in the words of the program that drew it.
public protocol RegionTarget: Sendable {}

/// A part of a frame that means something to the mouse.
public struct Region: Sendable {
  public let area: Rect
  public let target: any RegionTarget
}

extension Canvas {
  /// Says what a part of the frame stands for. Whoever draws it says so: where it is drawn and
  /// where it is clicked cannot differ.
  ///
  /// What is marked later lies above; what is outside the canvas is left out.
  public mutating func mark(_ area: Rect, as target: any RegionTarget) {
    let visible = area.intersection(bounds)
    if !visible.isEmpty { regions.append(Region(area: visible, target: target)) }
  }

  /// The uppermost region at a cell.
  public func region(atX x: Int, y: Int) -> Region? {
    regions.last { $0.area.contains(x: x, y: y) }
  }
}
