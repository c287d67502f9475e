import Analysis
import Checkpoints
import NumericFormats
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
    let steps = TraceText(trace: trace, rival: state.rivalTraceSlot.report.value).steps
    // The bytes keep a line where there is any room.
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

/// The steps of a weight's way in words.
struct TraceText {
  struct Step: Equatable {
    var caption: String
    /// From the longest to the shortest.
    var texts: [String]
    var sign: Sign?
    var isStrong = false
  }

  var trace: WeightTrace
  /// The way of the same weight under the pinned scheme.
  var rival: WeightTrace?

  private var scheme: QuantizationScheme { trace.request.scheme }
  private var sign: Sign? { trace.weight == 0 ? nil : trace.weight < 0 ? .negative : .positive }

  var steps: [Step] {
    [
      Step(caption: "weight", texts: weight, sign: sign, isStrong: true),
      Step(caption: "group", texts: group), Step(caption: "scale", texts: scale),
      Step(caption: "quotient", texts: quotient), Step(caption: "between", texts: neighbors),
      Step(
        caption: "code", texts: compared({ _ in code }, with: rival.map { "\($0.code)" }),
        isStrong: true),
      Step(
        caption: "restored",
        texts: compared({ restored(trace) + $0 }, with: rival.map(restored), restoredDifference),
        isStrong: true),
      Step(
        caption: "error",
        texts: compared(
          error, with: rival.map { NumberText.scientific($0.error) }, errorDifference)),
    ]
  }

  /// A text with what the pinned scheme makes of the same weight, and how that differs; where there
  /// is no room, without it.
  private func compared(
    _ text: (_ difference: String) -> String, with rival: String?, _ difference: String = ""
  ) -> [String] {
    guard let rival else { return [text("")] }
    let compared = text(difference.isEmpty ? "" : " (\(difference))")
    return ["\(compared)   ◆ \(rival)", compared, text("")]
  }

  private func restored(_ trace: WeightTrace) -> String { NumberText.signedWeight(trace.restored) }

  private var restoredDifference: String {
    guard let rival else { return "" }
    let difference = trace.restored - rival.restored
    return difference == 0 ? "=" : NumberText.signedWeight(difference)
  }

  private var errorDifference: String {
    NumberText.relativeDifference(trace.error.magnitude, from: rival?.error.magnitude)
  }

  private var weight: [String] {
    let stored = NumberText.signedWeight(trace.stored)
    guard !trace.stored.isFinite else { return [stored] }
    let weight = NumberText.weight(trace.weight)
    return [
      "\(stored)   is no finite number: \(weight) is quantized",
      "\(stored)   quantized as \(weight)", stored,
    ]
  }

  private var group: [String] {
    let place = "\(trace.group)"
    let columns = trace.groupColumns
    let range = "w[\(trace.request.row), \(columns.lowerBound)…\(columns.upperBound - 1)]"
    let side =
      scheme.scaling == .twoScale
      ? (sign == .negative ? "   negative side" : "   positive side, zero included") : ""
    let whole = scheme.granularity == .perTensor ? "the whole tensor" : "\(place)   \(range)"
    return ["\(whole)\(side)", whole, place]
  }

  private var scale: [String] {
    let isNegative = scheme.scaling == .twoScale && trace.weight < 0
    let name = scheme.scaling == .twoScale ? (isNegative ? "scale₋ " : "scale₊ ") : ""
    let value = isNegative ? trace.parameters.negativeScale : trace.parameters.positiveScale
    let format = scheme.scaleFormat
    let digits = String(format.bitPattern(of: value), radix: 16)
    let hexadecimal =
      String(repeating: "0", count: max(format.bitWidth / 4 - digits.count, 0)) + digits
    var parts = ""
    if let tensorScale = trace.tensorScale {
      parts += "   × tensor scale \(NumberText.weight(tensorScale))"
    }
    if scheme.scaling == .affine {
      parts +=
        scheme.element.isInteger
        ? "   zero point \(trace.parameters.zeroPoint)"
        : "   offset \(NumberText.signedWeight(trace.parameters.offset))"
    }
    let scale = "\(name)\(NumberText.weight(value))"
    return [
      "\(scale)   stored as \(format.name) 0x\(hexadecimal)\(parts)",
      "\(scale)   0x\(hexadecimal)\(parts)", "\(scale)\(parts)",
    ]
  }

  private var quotient: [String] {
    guard trace.scale != 0 else {
      return ["0   no weight of this side: its scale is 0", "0   the scale is 0", "0"]
    }
    let weight = NumberText.weight(trace.weight)
    let offset = trace.parameters.offset
    let numerator = offset == 0 ? weight : "(\(weight) − \(NumberText.weight(offset)))"
    let quotient = NumberText.weight(trace.quotient)
    return ["\(numerator) / \(NumberText.weight(trace.scale)) = \(quotient)", quotient]
  }

  private var neighbors: [String] {
    guard let threshold = trace.threshold, trace.neighbors.count == 2 else {
      let end = trace.neighbors.first.map { NumberText.gridValue($0.value) } ?? NumberText.missing
      return [
        "\(end)   the end of the grid: nothing lies beyond", "\(end)   the end of the grid", end,
      ]
    }
    let texts = trace.neighbors.map { entry in
      let value = NumberText.gridValue(entry.value)
      return entry.code == trace.code ? "[\(value)]" : value
    }
    let limit = NumberText.weight(threshold)
    let decision = trace.quotient > threshold ? "above" : "not above"
    return [
      "\(texts[0]) and \(texts[1])   threshold \(limit): the quotient is \(decision) it",
      "\(texts[0]) and \(texts[1])   threshold \(limit)", "\(texts[0]) and \(texts[1])",
    ]
  }

  private var code: String {
    "\(trace.code)   bits \(scheme.element.bitText(of: trace.code))"
  }

  private func error(_ difference: String) -> String {
    let share = trace.scale == 0 ? nil : trace.error.magnitude / Double(trace.scale)
    let steps = share.map { "   \(NumberText.fixed($0, decimals: 3)) of the scale" } ?? ""
    let number = NumberText.scientific(trace.error) + difference
    return number + (trace.error == 0 ? "   exact" : steps)
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
