/// How many colours a terminal shows, and which of its numbers stands for which colour.
public enum ColorCapability: Sendable, Hashable, Comparable {
  /// Not one colour sequence is written.
  case none
  case eight
  case sixteen
  /// Sixteen colours, a cube of 6 × 6 × 6 and 24 greys, as xterm numbers them.
  case indexed
  case trueColor

  /// - Parameter colors: the number of colours that the terminal shows.
  public init(colors: Int) {
    switch colors {
    case ..<8: self = .none
    case 8..<16: self = .eight
    case 16..<256: self = .sixteen
    case 256..<(1 << 24): self = .indexed
    default: self = .trueColor
    }
  }

  /// The terminal's number for a colour, -1 for its default.
  ///
  /// A colour that can be read on black or on white keeps that; where no number comes near it, the
  /// default takes its place.
  public func number(of color: Color) -> Int {
    guard case .rgb(let red, let green, let blue) = color else { return -1 }
    let components = (red, green, blue)
    switch self {
    case .none: return -1
    case .eight: return Palette.nearest(to: components, among: 0..<8) ?? -1
    case .sixteen:
      // Bright black, the eighth, is the background itself in some palettes.
      return Palette.nearest(to: components, among: Array(0..<8) + Array(9..<16)) ?? -1
    case .indexed: return Palette.nearest(to: components, among: 16..<256) ?? -1
    case .trueColor:
      let number = Int(red) << 16 | Int(green) << 8 | Int(blue)
      // The numbers below eight stay palette colours in the direct descriptions.
      return (1..<8).contains(number) ? 8 : number
    }
  }
}
