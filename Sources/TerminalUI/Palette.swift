/// The colours of xterm's palette, and the nearest of them.
enum Palette {
  typealias Components = (red: UInt8, green: UInt8, blue: UInt8)

  /// The first sixteen as xterm shows them. Terminals let people change these.
  private static let named: [Components] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
    (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
    (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]

  private static let cube: [Components] = {
    let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    return levels.flatMap { red in
      levels.flatMap { green in levels.map { (red: red, green: green, blue: $0) } }
    }
  }()

  private static let greys: [Components] = (0..<24).map {
    let level = UInt8(8 + 10 * $0)
    return (level, level, level)
  }

  /// The colours by their numbers; those from 16 on are the same on every terminal.
  static let colors: [Components] = named + cube + greys

  private static let contrasts = colors.map(Contrast.init)

  /// What is farther away than this is another colour, not a poorer one.
  private static let limit = 130 * 130

  /// The number of the nearest colour that can be read wherever this one can; `nil` where that is
  /// quite another colour.
  static func nearest(to color: Components, among numbers: some Sequence<Int>) -> Int? {
    let contrast = Contrast(color)
    let legible = numbers.filter { contrasts[$0].isLegible(whereLegible: contrast) }
    let nearest = legible.min { distance(colors[$0], color) < distance(colors[$1], color) }
    return nearest.flatMap { distance(colors[$0], color) <= limit ? $0 : nil }
  }

  private static func distance(_ one: Components, _ other: Components) -> Int {
    let red = Int(one.red) - Int(other.red)
    let green = Int(one.green) - Int(other.green)
    let blue = Int(one.blue) - Int(other.blue)
    return red * red + green * green + blue * blue
  }
}

/// The contrast of a colour with black and with white, 1…21 (WCAG 2.1, section 1.4.3).
struct Contrast: Sendable {
  let withBlack: Double
  let withWhite: Double

  /// What graphics need (WCAG 2.1, section 1.4.11).
  private static let minimum = 3.0

  init(_ color: Palette.Components) {
    let luminance =
      0.2126 * Self.linear(color.red) + 0.7152 * Self.linear(color.green)
      + 0.0722 * Self.linear(color.blue)
    withBlack = (luminance + 0.05) / 0.05
    withWhite = 1.05 / (luminance + 0.05)
  }

  func isLegible(whereLegible other: Contrast) -> Bool {
    (other.withBlack < Self.minimum || withBlack >= Self.minimum)
      && (other.withWhite < Self.minimum || withWhite >= Self.minimum)
  }

  /// A cubic within 0.003 of the sRGB curve, which would need a library.
  private static func linear(_ component: UInt8) -> Double {
    let value = Double(component) / 255
    return value * (value * (value * 0.305306011 + 0.682171111) + 0.012522878)
  }
}
