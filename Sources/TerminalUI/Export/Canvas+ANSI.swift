extension Canvas {
  /// The frame as a terminal shows it when the text is printed: with the sequences of ECMA-48 for
  /// colours and attributes, every row ended by a newline and without blanks at its end.
  public func ansiText(colors: ColorCapability) -> String {
    var text = ""
    for y in 0..<size.rows {
      var runs = runs(inRow: y)
      if let last = runs.last, last.style == .plain {
        runs.removeLast()
        runs.append(last.withoutTrailingBlanks)
      }
      for run in runs {
        let symbols = String(run.symbols.map(\.symbol))
        let parameters = colors.parameters(of: run.style)
        text += parameters.isEmpty ? symbols : "\u{1B}[\(parameters)m\(symbols)\u{1B}[0m"
      }
      text += "\n"
    }
    return text
  }
}

extension CellRun {
  fileprivate var withoutTrailingBlanks: CellRun {
    let end = symbols.lastIndex { $0.symbol != " " }.map { $0 + 1 } ?? 0
    return CellRun(x: x, y: y, width: width, style: style, symbols: Array(symbols[..<end]))
  }
}

extension ColorCapability {
  /// The parameters of "select graphic rendition" (ECMA-48, 8.3.117), separated by semicolons.
  fileprivate func parameters(of style: Style) -> String {
    let attributes: [(Style.Attributes, String)] = [
      (.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7"),
    ]
    let set = attributes.filter { style.attributes.contains($0.0) }.map(\.1)
    let colors = [(style.foreground, 30), (style.background, 40)].compactMap(parameter)
    return (set + colors).joined(separator: ";")
  }

  /// - Parameter base: 30 for the foreground, 40 for the background.
  private func parameter(of color: Color, base: Int) -> String? {
    let number = number(of: color)
    guard number >= 0 else { return nil }
    switch self {
    case .none: return nil
    case .eight, .sixteen: return String(number < 8 ? base + number : base + 60 + number - 8)
    case .indexed: return "\(base + 8);5;\(number)"
    case .trueColor:
      return "\(base + 8);2;\(number >> 16 & 0xFF);\(number >> 8 & 0xFF);\(number & 0xFF)"
    }
  }
}
