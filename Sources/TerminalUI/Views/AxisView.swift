/// One row of labels below a plot, each centred under its position and none over another.
public struct AxisView: View {
  public struct Label: Sendable, Hashable {
    /// 0 at the left end of the axis, 1 at its right end; labels outside are not drawn.
    public var position: Double
    public var text: String

    public init(position: Double, text: String) {
      self.position = position
      self.text = text
    }
  }

  /// The most important first: a label that would touch an earlier one is left out.
  public var labels: [Label]
  public var style: Style

  public init(labels: [Label], style: Style = .plain) {
    self.labels = labels
    self.style = style
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    var taken: [Range<Int>] = []
    for label in labels {
      let width = displayWidth(label.text)
      let column = HorizontalScale.column(of: label.position, width: area.width)
      guard let column, width > 0, width <= area.width else { continue }
      let start = min(max(column - width / 2, 0), area.width - width)
      let range = start - 1..<start + width + 1
      guard !taken.contains(where: { $0.overlaps(start..<start + width) }) else { continue }
      taken.append(range)
      canvas.draw(label.text, x: area.x + start, y: area.y, style: style)
    }
  }
}
