public import TerminalUI

extension ViewFormat {
  /// A frame in this format, ended by a newline.
  ///
  /// - Parameter colors: what the sequences of `ansi` may ask of a terminal; a picture has colours
  ///   unless there are none.
  public func contents(
    of frame: Canvas, theme: Theme, colors: ColorCapability = .trueColor
  ) -> String {
    switch self {
    case .text: return frame.text + "\n"
    case .ansi: return frame.ansiText(colors: colors)
    case .svg:
      var frame = frame
      if colors == .none { Theme.mono.apply(to: &frame) }
      return frame.svg(background: theme.background)
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
