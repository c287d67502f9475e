import Analysis
import Checkpoints
import Quantization
import TerminalUI

/// One weight's way through the scheme, a step a line, and the bytes it ends in.
struct InspectScreen: View {
  var state: AppState

  private static let captionWidth = 11

  func draw(in area: Rect, on canvas: inout Canvas) {
    let (header, rest) = area.splitTop(1)
    drawHeader(in: header.inset(left: 1, right: 1), on: &canvas)
    let inner = rest.inset(left: 1, right: 1)
    switch state.traceSlot.report {
    case .idle, .loading:
      Notice(lines: ["following the weight …"], style: Theme.muted).draw(in: inner, on: &canvas)
    case .failed(let error): Notice(lines: ["\(error)"]).draw(in: inner, on: &canvas)
    case .ready(let trace): draw(trace, in: inner, on: &canvas)
    }
  }

  private func drawHeader(in area: Rect, on canvas: inout Canvas) {
    guard let shape = state.tensor?.matrixShape else { return }
    let texts = [
      "w[\(state.row), \(state.column)] of \(NumberText.count(shape.rows)) × "
        + "\(NumberText.count(shape.columns))   ‹ group \(state.group) ›",
      "w[\(state.row), \(state.column)]",
    ]
    let pinned = state.rival.map { "   ◆ \($0.shortDescription)" } ?? ""
    let text =
      (texts.map { $0 + pinned } + texts).first { displayWidth($0) <= area.width }
      ?? texts[1]
    let style = state.focus == .screen ? Theme.accent : Theme.strong
    canvas.draw(truncated(text, to: area.width), x: area.x, y: area.y, style: style)
    canvas.markGroupArrows(of: text, in: area)
  }

  private func draw(_ trace: WeightTrace, in area: Rect, on canvas: inout Canvas) {
    let text = TraceText(trace: trace, rival: state.rivalTraceSlot.report.value)
    // The bytes keep a line where there is any room.
    let steps = text.steps(atMost: area.height - 1)
    let bytesHeight = min(max(area.height - steps.count, 1), 12)
    let isRoomy = area.height >= steps.count * 2 + 6
    let (list, bytes) =
      isRoomy
      ? area.inset(top: 1).splitTop(steps.count * 2)
      : area.splitTop(area.height - bytesHeight)
    for (position, step) in steps.enumerated() {
      let y = list.y + position * (isRoomy ? 2 : 1)
      guard y < list.maxY else { break }
      let row = Rect(x: list.x, y: y, width: list.width, height: 1)
      canvas.draw(
        fitted(step.caption, to: Self.captionWidth), x: row.x, y: y, width: row.width,
        style: Theme.muted)
      let text = row.inset(left: Self.captionWidth)
      let style = step.sign.map(Theme.side) ?? .plain
      let value = step.texts.first { displayWidth($0) <= text.width } ?? step.texts.last ?? ""
      canvas.draw(
        truncated(value, to: text.width), x: text.x, y: y,
        style: step.isStrong ? style.adding(.bold) : style)
    }
    PackedBytes(trace: trace, captionWidth: Self.captionWidth, glyphs: state.glyphs)
      .draw(in: bytes, on: &canvas)
  }
}

/// The bytes of the row around the code in hexadecimal, and the bits of the bytes that hold it.
private struct PackedBytes: View {
  var trace: WeightTrace
  var captionWidth: Int
  var glyphs: GlyphSet

  /// The bytes that hold a bit of the code.
  private var holders: ClosedRange<Int> {
    trace.bits.lowerBound / 8...(trace.bits.upperBound - 1) / 8
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let (first, rest) = area.splitTop(1)
    canvas.draw("bytes", x: first.x, y: first.y, width: first.width, style: Theme.muted)
    let room = first.width - captionWidth
    let text = placeTexts.first { displayWidth($0) <= room } ?? placeTexts[2]
    canvas.draw(truncated(text, to: room), x: first.x + captionWidth, y: first.y)
    let (bits, dump) = rest.splitTop(1)
    drawBits(in: bits.inset(left: captionWidth), on: &canvas)
    drawDump(in: dump, on: &canvas)
  }

  /// From the longest to the shortest.
  private var placeTexts: [String] {
    let (byte, last) = (holders.lowerBound, holders.upperBound)
    let bytes = byte == last ? "byte \(byte)" : "bytes \(byte)…\(last)"
    let bit = trace.bits.lowerBound % 8
    let bits = "bits \(bit)…\(bit + trace.bits.count - 1)"
    let place = "\(bytes) of row \(trace.request.row), \(bits)"
    let offset = NumberText.count(trace.rowByteOffset + byte)
    return ["\(place); packed offset \(offset)", place, "\(bytes), \(bits)"]
  }

  /// The highest byte first, so that the bits of a code that crosses a byte stand together.
  private func drawBits(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    var x = area.x
    for byte in holders.reversed() {
      for bit in (0..<8).reversed() {
        let isHighlighted = trace.bits.contains(byte * 8 + bit)
        let digit = trace.rowBytes[byte] >> UInt8(bit) & 1 == 0 ? "0" : "1"
        let style = isHighlighted ? Theme.accent.adding(.underline) : Theme.muted
        x = canvas.draw(digit, x: x, y: area.y, width: area.maxX - x, style: style)
      }
      x += 1
    }
    let names = holders.count == 1 ? "0x\(hexadecimal(holders.lowerBound))" : "high byte first"
    canvas.draw(names, x: x + 1, y: area.y, width: area.maxX - x - 1, style: Theme.muted)
  }

  private func drawDump(in area: Rect, on canvas: inout Canvas) {
    guard area.width > captionWidth + 2 else { return }
    let room = (area.width - captionWidth + 1) / 3
    let perLine = room >= 16 ? 16 : room >= 8 ? 8 : max(room, 1)
    let lines = (trace.rowBytes.count + perLine - 1) / perLine
    let first = (holders.lowerBound / perLine - area.height / 2)
      .clamped(to: 0...max(lines - area.height, 0))
    for (line, row) in zip(first..<lines, area.rows) {
      let start = line * perLine
      canvas.draw(
        fitted("\(start)", to: captionWidth - 2, aligned: .right), x: row.x, y: row.y,
        style: Theme.muted)
      for byte in start..<min(start + perLine, trace.rowBytes.count) {
        let style = holders.contains(byte) ? Theme.cursor : Theme.muted
        let x = row.x + captionWidth + (byte - start) * 3
        canvas.draw(hexadecimal(byte), x: x, y: row.y, style: style)
        let column = byte * 8 / trace.request.scheme.bitWidth
        canvas.mark(
          Rect(x: x, y: row.y, width: 2, height: 1), as: MouseTarget.weight(column: column))
      }
    }
  }

  private func hexadecimal(_ byte: Int) -> String {
    let digits = String(trace.rowBytes[byte], radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
