/// The background of a picture, and with it the default colour of its text.
public enum SVGBackground: Sendable, Hashable {
  /// Whichever the reader of the picture prefers.
  case automatic
  case dark
  case light

  /// Rules for the classes `f`, the text, and `b`, the background.
  var css: String {
    let light = ".f{fill:#1f2328}.b{fill:#ffffff}"
    let dark = ".f{fill:#dde1e6}.b{fill:#14171a}"
    return switch self {
    case .automatic: "\(light)@media(prefers-color-scheme:dark){\(dark)}"
    case .dark: dark
    case .light: light
    }
  }
}

extension Canvas {
  /// The frame as a picture.
  public func svg(background: SVGBackground = .automatic) -> String {
    SVGDrawing(self).document(size: size, background: background)
  }
}
