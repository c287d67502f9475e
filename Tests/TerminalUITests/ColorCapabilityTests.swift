import Testing

@testable import TerminalUI

@Suite struct ColorCapabilityTests {
  @Test func theDefaultColorIsAlwaysMinusOne() {
    for capability in [ColorCapability.none, .eight, .sixteen, .indexed, .trueColor] {
      #expect(capability.number(of: .terminalDefault) == -1)
    }
    #expect(ColorCapability.none.number(of: .rgb(red: 255, green: 0, blue: 0)) == -1)
  }

  @Test(arguments: [0, 95, 135, 175, 215, 255] as [UInt8])
  func everyColorOfTheCubeIsFound(red: UInt8) throws {
    let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    for (green, greenLevel) in levels.enumerated() {
      for (blue, blueLevel) in levels.enumerated() {
        let color = Color.rgb(red: red, green: greenLevel, blue: blueLevel)
        let step = try #require(levels.firstIndex(of: red))
        #expect(ColorCapability.indexed.number(of: color) == 16 + 36 * step + 6 * green + blue)
      }
    }
  }

  @Test(arguments: 0..<24)
  func everyGreyIsFound(step: Int) {
    let level = UInt8(8 + 10 * step)
    let color = Color.rgb(red: level, green: level, blue: level)
    #expect(ColorCapability.indexed.number(of: color) == 232 + step)
  }

  @Test func namedColorsAreTheNearest() {
    let orange = Color.rgb(red: 230, green: 160, blue: 0)
    let blue = Color.rgb(red: 20, green: 20, blue: 230)
    #expect(ColorCapability.eight.number(of: orange) == 3)
    #expect(ColorCapability.eight.number(of: blue) == 4)
    #expect(ColorCapability.sixteen.number(of: .rgb(red: 255, green: 255, blue: 255)) == 15)
  }

  @Test func directColorsAvoidTheNumbersOfThePalette() {
    #expect(ColorCapability.trueColor.number(of: .rgb(red: 1, green: 2, blue: 3)) == 0x010203)
    #expect(ColorCapability.trueColor.number(of: .rgb(red: 0, green: 0, blue: 5)) == 8)
    #expect(ColorCapability.trueColor.number(of: .rgb(red: 0, green: 0, blue: 0)) == 0)
  }

  @Test func whatCanBeReadOnAnyBackgroundStaysSo() {
    let orange = Color.rgb(red: 214, green: 118, blue: 30)
    // Yellow is nearer than red, and cannot be read on white.
    #expect(ColorCapability.sixteen.number(of: orange) == 1)
    for capability in [ColorCapability.eight, .sixteen, .indexed] {
      let number = capability.number(of: orange)
      let contrast = Contrast(Palette.colors[number])
      #expect(contrast.withBlack >= 3 && contrast.withWhite >= 3)
    }
  }

  @Test func withoutANearColorTheDefaultIsTaken() {
    let teal = Color.rgb(red: 20, green: 150, blue: 135)
    #expect(ColorCapability.sixteen.number(of: teal) == -1)
    #expect(ColorCapability.indexed.number(of: teal) > 15)
  }

  @Test func contrastIsThatOfTheGuidelines() {
    #expect(Contrast((0, 0, 0)).withWhite == 21)
    #expect((Contrast((255, 255, 255)).withBlack - 21).magnitude < 1e-6)
    // The darkest grey that passes 4.5 : 1 on white.
    #expect((Contrast((118, 118, 118)).withWhite - 4.54).magnitude < 0.02)
  }
}
