import Glibc
import Testing

@testable import Explorer
@testable import TerminalUI

extension Color {
  fileprivate init(_ components: Palette.Components) {
    self = .rgb(red: components.red, green: components.green, blue: components.blue)
  }
}

@Suite struct ThemeTests {
  /// Contrast with white and with black (WCAG 2.1), from the exact curve.
  private func contrast(_ color: Color) throws -> (white: Double, black: Double) {
    guard case .rgb(let red, let green, let blue) = color else {
      throw CancellationError()
    }
    let luminance = zip([0.2126, 0.7152, 0.0722], [red, green, blue]).reduce(0.0) { sum, part in
      let value = Double(part.1) / 255
      let linear = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      return sum + part.0 * linear
    }
    return (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05)
  }

  @Test(arguments: Tint.all.indices)
  func everyColorIsLegibleWhereItIsUsed(index: Int) throws {
    let tint = Tint.all[index]
    let middle = try contrast(tint.middle)
    #expect(middle.white >= 3 && middle.black >= 3)
    #expect(try contrast(tint.bright).black >= 7)
    #expect(try contrast(tint.deep).white >= 4.5)
  }

  /// What stands for a colour where there are few: on any background, on dark, and on light ones.
  @Test(arguments: [ColorCapability.eight, .sixteen, .indexed])
  func theNearestColorsAreLegibleToo(capability: ColorCapability) throws {
    for tint in Tint.all {
      let shown = try [tint.middle, tint.bright, tint.deep].map { color in
        let number = capability.number(of: color)
        return number < 0 ? nil : try contrast(Color(Palette.colors[number]))
      }
      #expect(shown[0].map { $0.white >= 3 && $0.black >= 3 } ?? true, "\(tint)")
      #expect(shown[1].map { $0.black >= 3 } ?? true, "\(tint)")
      #expect(shown[2].map { $0.white >= 3 } ?? true, "\(tint)")
    }
  }

  @Test(arguments: [ColorCapability.eight, .sixteen, .indexed, .trueColor])
  func theSidesDifferWhereverThereAreColors(capability: ColorCapability) {
    for color in [\Tint.middle, \.bright, \.deep] {
      let sides = [Tint.negative, .positive].map { capability.number(of: $0[keyPath: color]) }
      #expect(sides[0] != sides[1])
    }
  }

  @Test(arguments: Theme.allCases)
  func aThemeChangesColorsAndNothingElse(theme: Theme) async {
    var state = Fixture.state()
    await Fixture.answer(&state)
    let plain = Fixture.frame(state)
    state.theme = theme
    let themed = Fixture.frame(state)
    #expect(themed.text == plain.text)
    #expect(themed.cells.map(\.style.attributes) == plain.cells.map(\.style.attributes))
    #expect((themed == plain) == (theme == .automatic))
    let colors = Set(themed.cells.map(\.style.foreground)).subtracting([.terminalDefault])
    #expect(colors.isEmpty == (theme == .mono))
  }
}
