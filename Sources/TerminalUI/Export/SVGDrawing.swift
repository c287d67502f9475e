/// A frame as a picture that a browser shows: every cell in its place, blocks, lines and dots drawn
/// as such, everything else as text that can be selected.
struct SVGDrawing {
  /// Pixels of a cell; three fifths of the size of the font is what most monospaced ones advance.
  static let cell = (width: 9.0, height: 18.0)
  private static let fontSize = 15
  private static let baseline = 13.5
  private static let dotRadius = 1.3

  private var elements: [String] = []

  init(_ canvas: Canvas) {
    for y in 0..<canvas.size.rows {
      for run in canvas.runs(inRow: y) { draw(run) }
    }
  }

  /// The whole file.
  func document(size: Size, background: SVGBackground) -> String {
    let width = Self.text(Double(size.columns) * Self.cell.width)
    let height = Self.text(Double(size.rows) * Self.cell.height)
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-size="\(Self.fontSize)" \
      font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace">
      <style>text{white-space:pre}rect{shape-rendering:crispEdges}\(background.css)</style>
      <rect class="b" width="\(width)" height="\(height)"/>
      """
    return ([head] + elements + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private mutating func draw(_ run: CellRun) {
    let paint = Paint(run.style)
    if let background = paint.background {
      rectangle(x: Double(run.x), y: Double(run.y), width: Double(run.width), background)
    }
    if run.style.attributes.contains(.underline) {
      let thickness = 1 / Self.cell.height
      rectangle(
        x: Double(run.x), y: Double(run.y) + 1 - 2 * thickness, width: Double(run.width),
        height: thickness, paint.foreground)
    }
    var symbols = run.symbols[...]
    while let first = symbols.first {
      let count = first.symbol == " " ? 1 : draw(symbols, y: run.y, paint)
      symbols = symbols.dropFirst(count)
    }
  }

  /// Draws what comes first, together with what follows if it is of the same kind.
  ///
  /// - Returns: how many symbols are drawn.
  private mutating func draw(
    _ symbols: ArraySlice<(x: Int, symbol: Character)>, y: Int, _ paint: Paint
  ) -> Int {
    guard let first = symbols.first else { return 0 }
    if let shape = CellShape(first.symbol) {
      let same = shape.isStretchable ? symbols.prefix { $0.symbol == first.symbol }.count : 1
      draw(shape, x: first.x, y: y, columns: same, paint)
      return same
    }
    let ascii = symbols.prefix { $0.symbol.isASCII }
    guard let end = ascii.lastIndex(where: { $0.symbol != " " }) else {
      text(String(first.symbol), x: first.x, y: y, columns: first.symbol.cellWidth ?? 1, paint)
      return 1
    }
    let words = ascii[...end]
    text(String(words.map(\.symbol)), x: first.x, y: y, columns: words.count, paint)
    return ascii.count
  }

  private mutating func draw(_ shape: CellShape, x: Int, y: Int, columns: Int, _ paint: Paint) {
    let fill = paint.foreground.faded(by: shape.opacity)
    for box in shape.boxes {
      rectangle(
        x: Double(x) + box.x, y: Double(y) + box.y, width: box.width * Double(columns),
        height: box.height, fill)
    }
    for dot in shape.dots {
      let place = Self.place(Double(x) + dot.x, Double(y) + dot.y)
      elements.append(
        #"<circle cx="\#(place.x)" cy="\#(place.y)" r="\#(Self.dotRadius)"\#(fill.attributes)/>"#)
    }
  }

  private mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double = 1, _ fill: Paint.Fill
  ) {
    let place = Self.place(x, y)
    let size = Self.place(width, height)
    elements.append(
      #"<rect x="\#(place.x)" y="\#(place.y)" width="\#(size.x)" height="\#(size.y)""#
        + "\(fill.attributes)/>")
  }

  private mutating func text(_ text: String, x: Int, y: Int, columns: Int, _ paint: Paint) {
    let place = Self.place(Double(x), Double(y))
    let baseline = Self.text(Double(y) * Self.cell.height + Self.baseline)
    let length = Self.text(Double(columns) * Self.cell.width)
    elements.append(
      #"<text x="\#(place.x)" y="\#(baseline)" textLength="\#(length)" "#
        + #"lengthAdjust="spacingAndGlyphs"\#(paint.foreground.attributes)\#(paint.weight)>"#
        + "\(Self.escaped(text))</text>")
  }

  /// Cells to pixels.
  private static func place(_ x: Double, _ y: Double) -> (x: String, y: String) {
    (text(x * cell.width), text(y * cell.height))
  }

  /// At most three digits after the point.
  fileprivate static func text(_ value: Double) -> String {
    let thousandths = (value * 1000).rounded()
    return thousandths.truncatingRemainder(dividingBy: 1000) == 0
      ? "\(Int(thousandths / 1000))" : "\(thousandths / 1000)"
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
  }
}

/// What a style means in a picture.
private struct Paint {
  struct Fill {
    /// `f` and `b` stand for the default colours of text and background.
    var name: String
    var opacity = 1.0

    init(_ color: Color, default class: String) {
      switch color {
      case .terminalDefault: name = #"class="\#(`class`)""#
      case .rgb(let red, let green, let blue):
        let number = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
        let digits = String(number, radix: 16)
        let color = String(repeating: "0", count: 6 - digits.count) + digits
        name = "fill=\"#\(color)\""
      }
    }

    func faded(by factor: Double) -> Fill {
      var fill = self
      fill.opacity *= factor
      return fill
    }

    var attributes: String {
      " " + name + (opacity == 1 ? "" : #" fill-opacity="\#(SVGDrawing.text(opacity))""#)
    }
  }

  let foreground: Fill
  /// `nil` where the background of the picture shows.
  let background: Fill?
  let weight: String

  init(_ style: Style) {
    let text = Fill(style.foreground, default: "f")
    let ground = Fill(style.background, default: "b")
    let isReversed = style.attributes.contains(.reverse)
    let isFaint = style.attributes.contains(.dim)
    foreground = (isReversed ? ground : text).faded(by: isFaint ? 0.65 : 1)
    background = isReversed ? text : style.background == .terminalDefault ? nil : ground
    weight = style.attributes.contains(.bold) ? #" font-weight="bold""# : ""
  }
}
