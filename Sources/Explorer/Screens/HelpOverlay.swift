import TerminalUI

/// The help, made from the key bindings.
enum HelpText {
  enum Line: Sendable, Equatable {
    case heading(String)
    case binding(keys: String, help: String)
    case blank
  }

  static let lines: [Line] = KeyTopic.allCases.flatMap { topic in
    let bindings = KeyMap.bindings.filter { $0.topic == topic }
    let lines = bindings.map { Line.binding(keys: $0.keyText, help: $0.help) }
    return [.heading(topic.title)] + lines + [.blank]
  }

  static let keyWidth =
    KeyMap.bindings.map { displayWidth($0.keyText) }.max() ?? 0

  static let width =
    keyWidth + 2 + (KeyMap.bindings.map { displayWidth($0.help) }.max() ?? 0)
}

/// The help over the frame; the footer below it says how to leave.
struct HelpOverlay: View {
  var firstRow: Int
  var glyphs: GlyphSet

  private static func overlay(_ glyphs: GlyphSet) -> Overlay {
    Overlay(
      title: "Keys", contentSize: Size(columns: HelpText.width, rows: HelpText.lines.count - 1),
      glyphs: glyphs, titleStyle: Theme.accent)
  }

  private static func area(in size: Size) -> Rect {
    Rect(x: 0, y: 0, width: size.columns, height: size.rows - (size.rows >= 3 ? 1 : 0))
  }

  /// The lines of the help that a terminal of this size shows at once.
  static func contentHeight(in size: Size) -> Int {
    overlay(.blocks).contentArea(in: area(in: size)).height
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let area = Self.area(in: canvas.size)
    let overlay = Self.overlay(glyphs)
    overlay.draw(in: area, on: &canvas)
    for (line, row) in zip(HelpText.lines.dropFirst(firstRow), overlay.contentArea(in: area).rows) {
      switch line {
      case .heading(let title):
        canvas.draw(title, x: row.x, y: row.y, width: row.width, style: Theme.strong)
      case .binding(let keys, let help):
        canvas.draw(keys, x: row.x, y: row.y, width: row.width, style: Theme.accent)
        let text = row.inset(left: HelpText.keyWidth + 2)
        canvas.draw(truncated(help, to: text.width), x: text.x, y: text.y)
      case .blank: break
      }
    }
  }
}
