public import TerminalUI

extension ViewFormat {
  /// A frame in this format, ended by a newline.
  ///
  /// - Parameter colors: what the sequences of `ansi` may ask of a terminal.
  public func contents(
    of frame: Canvas, theme: Theme, colors: ColorCapability = .trueColor
  ) -> String {
    switch self {
    case .text: frame.text + "\n"
    case .ansi: frame.ansiText(colors: colors)
    case .svg: frame.svg(background: theme.background)
    }
  }
}

extension Theme {
  fileprivate var background: SVGBackground {
    switch self {
    case .automatic, .mono: .automatic
    case .dark: .dark
    case .light: .light
    }
  }
}

extension AppState {
  /// The frame that shows this state.
  public var frame: Canvas {
    var canvas = Canvas(size: size)
    ExplorerView(self).draw(in: canvas.bounds, on: &canvas)
    return canvas
  }
}
