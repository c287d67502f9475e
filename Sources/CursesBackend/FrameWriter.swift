import CursesShim
import TerminalUI

/// Hands the rows of a frame that changed to ncurses, in runs of one style.
struct FrameWriter {
  let capability: ColorCapability
  private var shown: Canvas?
  private var numbers: [Color: Int32] = [:]

  init(capability: ColorCapability) { self.capability = capability }

  /// Forgets what is on the screen, so that the next frame is written in full.
  mutating func invalidate() { shown = nil }

  mutating func write(_ canvas: Canvas) {
    let previous = shown?.size == canvas.size ? shown : nil
    for y in 0..<canvas.size.rows {
      let row = Self.row(y, of: canvas)
      if let previous, Self.row(y, of: previous) == row { continue }
      curses_shim_clear_row(Int32(clamping: y))
      write(row, y: y)
    }
    shown = canvas
    curses_shim_flush()
  }

  private static func row(_ y: Int, of canvas: Canvas) -> ArraySlice<Cell> {
    canvas.cells[y * canvas.size.columns..<(y + 1) * canvas.size.columns]
  }

  private mutating func write(_ row: ArraySlice<Cell>, y: Int) {
    var run = ""
    var start = row.startIndex
    for index in row.indices {
      guard let symbol = row[index].symbol else { continue }
      if index == start {
        run = ""
      } else if row[index].style != row[start].style || row[index - 1].symbol == nil {
        put(run, x: start - row.startIndex, y: y, style: row[start].style)
        run = ""
        start = index
      }
      run.append(symbol)
    }
    if !run.isEmpty { put(run, x: start - row.startIndex, y: y, style: row[start].style) }
  }

  private mutating func put(_ text: String, x: Int, y: Int, style: Style) {
    curses_shim_put(
      Int32(clamping: x), Int32(clamping: y), text, UInt32(style.attributes.rawValue),
      number(of: style.foreground), number(of: style.background))
  }

  private mutating func number(of color: Color) -> Int32 {
    if let known = numbers[color] { return known }
    let number = Int32(capability.number(of: color))
    numbers[color] = number
    return number
  }
}
