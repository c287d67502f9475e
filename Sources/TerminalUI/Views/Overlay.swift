/// A titled panel in the middle that hides what is under it; its contents are drawn by the caller.
public struct Overlay: View {
  public var title: String
  /// The size of the contents, without frame and margin; cut to the room there is.
  public var contentSize: Size
  public var glyphs: GlyphSet
  public var style: Style
  public var titleStyle: Style

  public init(
    title: String, contentSize: Size, glyphs: GlyphSet = .blocks, style: Style = .plain,
    titleStyle: Style = Style(.bold)
  ) {
    self.title = title
    self.contentSize = contentSize
    self.glyphs = glyphs
    self.style = style
    self.titleStyle = titleStyle
  }

  /// Where the contents are to be drawn.
  public func contentArea(in area: Rect) -> Rect {
    frame(in: area).inset(left: 2, top: 1, right: 2, bottom: 1)
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    let frame = frame(in: area)
    guard !frame.isEmpty else { return }
    canvas.fill(frame, style: style)
    let corners: [Character] = glyphs == .ascii ? ["+", "+", "+", "+"] : ["┌", "┐", "└", "┘"]
    for x in frame.x..<frame.maxX {
      canvas[x: x, y: frame.y] = Cell(glyphs.horizontalLine, style: style)
      canvas[x: x, y: frame.maxY - 1] = Cell(glyphs.horizontalLine, style: style)
    }
    for y in frame.y..<frame.maxY {
      canvas[x: frame.x, y: y] = Cell(glyphs.verticalLine, style: style)
      canvas[x: frame.maxX - 1, y: y] = Cell(glyphs.verticalLine, style: style)
    }
    canvas[x: frame.x, y: frame.y] = Cell(corners[0], style: style)
    canvas[x: frame.maxX - 1, y: frame.y] = Cell(corners[1], style: style)
    canvas[x: frame.x, y: frame.maxY - 1] = Cell(corners[2], style: style)
    canvas[x: frame.maxX - 1, y: frame.maxY - 1] = Cell(corners[3], style: style)
    let shown = truncated(title, to: frame.width - 6, ellipsis: glyphs.ellipsis)
    if !shown.isEmpty {
      canvas.draw(" \(shown) ", x: frame.x + 2, y: frame.y, style: titleStyle)
    }
  }

  /// What the panel covers.
  public func frame(in area: Rect) -> Rect {
    area.centered(width: contentSize.columns + 4, height: contentSize.rows + 2)
  }
}
