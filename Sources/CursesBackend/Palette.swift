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
  private static let cubeLevels: [UInt8] = [0, 95, 135, 175, 215, 255]
  private static let greyCount = 24

  static func nearest(to color: Components, among numbers: Range<Int>) -> Int {
    numbers.min { distance(named[$0], color) < distance(named[$1], color) } ?? -1
  }

  /// The nearest of the colours 16…255, which are the same on every terminal.
  static func nearestFixed(to color: Components) -> Int {
    let red = nearestLevel(to: color.red)
    let green = nearestLevel(to: color.green)
    let blue = nearestLevel(to: color.blue)
    let cube = (cubeLevels[red], cubeLevels[green], cubeLevels[blue])
    let mean = (Int(color.red) + Int(color.green) + Int(color.blue)) / 3
    let grey = min(max((mean - 8 + 5) / 10, 0), greyCount - 1)
    let greyLevel = UInt8(8 + 10 * grey)
    if distance((greyLevel, greyLevel, greyLevel), color) < distance(cube, color) {
      return 232 + grey
    }
    return 16 + 36 * red + 6 * green + blue
  }

  private static func nearestLevel(to value: UInt8) -> Int {
    cubeLevels.indices.min {
      abs(Int(cubeLevels[$0]) - Int(value)) < abs(Int(cubeLevels[$1]) - Int(value))
    } ?? 0
  }

  private static func distance(_ one: Components, _ other: Components) -> Int {
    let red = Int(one.red) - Int(other.red)
    let green = Int(one.green) - Int(other.green)
    let blue = Int(one.blue) - Int(other.blue)
    return red * red + green * green + blue * blue
  }
}
