import Quantization
import TerminalUI
import TestSupport
import Testing

@testable import Explorer

@Suite struct SchemeKeysTests {
  /// Start, keys, canonical scheme.
  static let sequences: [(String, String, String)] = [
    ("afpq4", "i", "int4:affine:g128:f16"),
    ("afpq4", "ii", "int4:symmetric:g128:f16"),
    ("afpq4", "iii", "int4:affine:g128:f16"),
    ("afpq4", "f", "fp4-e2m1:symmetric:g128:f16"),
    ("afpq4", "ff", "fp4-e2m1:affine:g128:f16"),
    ("fp4-e3m0", "a", "fp4-e3m0:two-scale:g128:f16"),
    ("fp4", "aa", "nf4:two-scale:g128:f16"),
    ("fp3", "aa", "nf3:two-scale:g128:f16"),
    ("fp6", "aa", "fp6-e3m2:two-scale:g128:f16"),
    ("afpq4", "n", "nf4:symmetric:g128:f16"),
    ("afpq4", "nn", "sf4:symmetric:g128:f16"),
    ("int2", "n", "nf3:symmetric:g128:f16"),
    ("int8", "n", "nf4:symmetric:g128:f16"),
    ("int2", "f", "fp3-e2m0:symmetric:g128:f16"),
    ("afpq4", "m", "fp4-e2m1:symmetric:g32:e8m0"),
    ("afpq4", "mm", "fp6-e2m3:symmetric:g32:e8m0"),
    ("afpq4", "mmm", "fp6-e3m2:symmetric:g32:e8m0"),
    ("afpq4", "mmmm", "fp8-e4m3:symmetric:g32:e8m0"),
    ("afpq4", "mmmmm", "fp8-e5m2:symmetric:g32:e8m0"),
    ("afpq4", "mmmmmm", "int8:symmetric:g32:e8m0"),
    ("afpq4", "mmmmmmm", "fp4-e2m1:symmetric:g16:e4m3+tensor"),
    ("afpq4", "mmmmmmmm", "fp4-e2m1:two-scale:g32:e5m2"),
    ("afpq4", "mmmmmmmmm", "fp4-e2m1:symmetric:g32:e8m0"),
    ("afpq5:g64", "mi", "int5:affine:g64:f16"),
    ("afpq4", "s", "fp4-e2m1:two-scale:g128:f16:mse"),
    ("afpq4", "sm", "fp4-e2m1:symmetric:g32:e8m0:mse"),
    ("afpq4", "smsa", "fp4-e2m1:two-scale:g128:f16"),
    ("afpq4", "e", "fp4-e3m0:two-scale:g128:f16"),
    ("afpq4", "ee", "fp4-e0m3:two-scale:g128:f16"),
    ("afpq4", "eeee", "fp4-e2m1:two-scale:g128:f16"),
    ("afpq4", "+", "fp5-e2m2:two-scale:g128:f16"),
    ("afpq4", "-", "fp3-e2m0:two-scale:g128:f16"),
    ("int4", "--", "int2:affine:g128:f16"),
    ("nf4", "-", "nf3:symmetric:g128:f16"),
    ("sf3", "+", "sf4:symmetric:g128:f16"),
    ("afpq4", "[", "fp4-e2m1:two-scale:g64:f16"),
    ("afpq4", "]", "fp4-e2m1:two-scale:g256:f16"),
    ("afpq4", "]]]]", "fp4-e2m1:two-scale:channel:f16"),
    ("afpq4", "]]]]]", "fp4-e2m1:two-scale:tensor:f16"),
    ("afpq4:tensor", "[[", "fp4-e2m1:two-scale:g1024:f16"),
    ("afpq4:g100", "[", "fp4-e2m1:two-scale:g64:f16"),
    ("afpq4:g100", "]", "fp4-e2m1:two-scale:g128:f16"),
  ]

  @Test(arguments: sequences)
  func keysLeadTo(_ start: String, _ keys: String, _ expected: String) {
    var state = Fixture.state(scheme: start)
    press(&state, keys)
    #expect("\(state.scheme)" == expected)
  }

  /// Start, key, what the status line says; the scheme stays.
  static let refusals: [(String, String, String)] = [
    ("int8", "+", "INT has 2 to 8 bits"),
    ("int2", "-", "INT has 2 to 8 bits"),
    ("afpq8", "+", "FP has 3 to 8 bits"),
    ("fp3", "-", "FP has 3 to 8 bits"),
    ("nf4", "+", "NormalFloat has 3 or 4 bits"),
    ("sf3", "-", "Student float has 3 or 4 bits"),
    ("fp4-bnb", "+", "fp4-bnb has 4 bits"),
    ("afpq4:g16", "[", "no groups smaller than 16"),
    ("afpq4:tensor", "]", "the whole tensor is one group already"),
    ("int4", "e", "int4 has no exponent to split; f and a have one"),
    ("afpq6", "a", "no other member at 6 bits: NormalFloat has 3 or 4"),
  ]

  @Test(arguments: refusals)
  func limitsAreSaid(_ start: String, _ key: String, _ message: String) {
    var state = Fixture.state(scheme: start)
    let scheme = state.scheme
    #expect(press(&state, key) == [])
    #expect(state.scheme == scheme)
    #expect(state.message == message)
  }

  @Test func changedBitsAreSaid() {
    var state = Fixture.state(scheme: "int2")
    press(&state, "f")
    #expect(state.message == "FP does not have 2 bits: 3 taken")
  }

  @Test func everyReachableSchemeIsValid() throws {
    var state = Fixture.state()
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<3000 {
      let key = "ifanm+-[]se".randomElement(using: &generator) ?? "i"
      press(&state, String(key))
      try state.scheme.validate()
    }
  }

  @Test func smallerGroupsKeepTheWeightsInView() {
    var state = Fixture.state(scheme: "afpq4:g64")
    press(&state, .enter, .right, .right)
    press(&state, "[")
    #expect(state.group == 4)
    press(&state, "]]")
    #expect(state.group == 1)
  }
}
