extension Canvas {
  /// The same frame in ASCII, for terminals and locales that show nothing else.
  ///
  /// The glyphs of the views have their equivalents; any other character becomes `?`, and a wide
  /// one `?` and a blank, so that every column stays where it is.
  public func inASCII() -> Canvas {
    var canvas = self
    for y in 0..<size.rows {
      for x in 0..<size.columns {
        let cell = self[x: x, y: y]
        if let symbol = cell.symbol, symbol.isASCII { continue }
        let symbol = cell.symbol.map { Self.equivalents[$0] ?? "?" } ?? " "
        canvas[x: x, y: y] = Cell(symbol, style: cell.style)
      }
    }
    return canvas
  }

  private static let equivalents: [Character: Character] = [
    "█": "#", "▓": "=", "▒": "-", "░": ".", "▌": "|", "▐": "|",
    "▁": ".", "▂": ".", "▃": ".", "▄": "+", "▅": "+", "▆": "+", "▇": "#",
    "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+",
    "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "|", "╨": "#", "╫": "#",
    "…": "~", "−": "-", "–": "-", "—": "-", "×": "x", "·": ".", "•": "o", "±": "~",
    "★": "*", "▶": ">", "▸": ">", "▾": "v", "▴": "^", "▲": "^", "▼": "v", "◂": "<",
    "‹": "<", "›": ">", "←": "<", "→": ">", "↑": "^", "↓": "v", "✓": "x", "≤": "<", "≥": ">",
    "◆": "@", "₋": "-", "₊": "+", "σ": "s", "µ": "u", "∞": "i", "²": "2", "°": "o",
  ]
}
