/// The footer: which key does what, as many as there is room for. It takes one row.
public struct KeyHints: View {
  public struct Hint: Sendable, Hashable {
    public var key: String
    public var label: String
    /// When there is no room, the hints with the lowest priority go first.
    public var priority: Int
    /// Never left out; when nothing else is left and there still is no room, it loses its label.
    public var isEssential: Bool

    public init(_ key: String, _ label: String, priority: Int = 0, isEssential: Bool = false) {
      self.key = key
      self.label = label
      self.priority = priority
      self.isEssential = isEssential
    }
  }

  public var hints: [Hint]
  public var keyStyle: Style
  public var labelStyle: Style

  public init(hints: [Hint], keyStyle: Style = Style(.bold), labelStyle: Style = .plain) {
    self.hints = hints
    self.keyStyle = keyStyle
    self.labelStyle = labelStyle
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    var x = area.x
    for hint in shown(width: area.width) {
      x = canvas.draw(hint.key, x: x, y: area.y, width: area.maxX - x, style: keyStyle)
      if !hint.label.isEmpty {
        let label = " " + hint.label
        x = canvas.draw(label, x: x, y: area.y, width: area.maxX - x, style: labelStyle)
      }
      x += Self.gap
    }
  }

  private static let gap = 2

  /// The hints that fit, in their order; the essential ones alone may still be too wide.
  private func shown(width: Int) -> [Hint] {
    var shown = hints
    while Self.width(of: shown) > width {
      let optional = shown.indices.filter { !shown[$0].isEssential }
      let least = optional.min {
        (shown[$0].priority, -$0) < (shown[$1].priority, -$1)
      }
      guard let least else { return withoutLabels(shown, width: width) }
      shown.remove(at: least)
    }
    return shown
  }

  private func withoutLabels(_ essential: [Hint], width: Int) -> [Hint] {
    var shown = essential
    for index in shown.indices.reversed() where Self.width(of: shown) > width {
      shown[index].label = ""
    }
    return shown
  }

  private static func width(of hints: [Hint]) -> Int {
    let texts = hints.map {
      displayWidth($0.key) + ($0.label.isEmpty ? 0 : 1 + displayWidth($0.label))
    }
    return texts.reduce(0, +) + gap * max(hints.count - 1, 0)
  }
}
