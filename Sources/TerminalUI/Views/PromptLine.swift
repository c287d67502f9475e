/// A line of text that is being typed, with its cursor. It takes one row.
///
/// A text longer than the row is scrolled so that the cursor stays visible.
public struct PromptLine: View {
  /// What stands before the text, such as `/` or `:`.
  public var prompt: String
  public var text: String
  /// The number of characters before the cursor.
  public var cursor: Int
  /// Shown after the text: a completion, or what is wrong with it.
  public var hint: String
  public var style: Style
  public var hintStyle: Style

  public init(
    prompt: String, text: String, cursor: Int? = nil, hint: String = "", style: Style = .plain,
    hintStyle: Style = Style(.dim)
  ) {
    self.prompt = prompt
    self.text = text
    self.cursor = cursor ?? text.count
    self.hint = hint
    self.style = style
    self.hintStyle = hintStyle
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    canvas.fill(area.splitTop(1).top, style: style)
    let promptWidth = displayWidth(prompt) < area.width ? displayWidth(prompt) : 0
    let (left, field) = area.splitLeft(promptWidth)
    canvas.draw(prompt, x: left.x, y: left.y, width: left.width, style: style)

    let before = String(text.prefix(max(cursor, 0)))
    let after = String(text.dropFirst(before.count))
    let tail = truncated(before, to: field.width - 1, at: .start, ellipsis: "")
    let cursorX = canvas.draw(tail, x: field.x, y: field.y, style: style)
    let end = canvas.draw(
      after, x: cursorX, y: field.y, width: field.maxX - cursorX, style: style)
    if !hint.isEmpty, end + 1 < field.maxX {
      let start = max(end, cursorX + 1) + 1
      canvas.draw(hint, x: start, y: field.y, width: field.maxX - start, style: hintStyle)
    }
    canvas.restyle(Rect(x: cursorX, y: field.y, width: 1, height: 1)) {
      $0.attributes.formUnion(.reverse)
    }
  }
}
