import Analysis
import Testing

@Suite struct NumberDifferenceTests {
  @Test func differencesAlwaysHaveASign() {
    #expect(NumberText.difference(21.24, from: 19.67, decimals: 2) == "+1.57")
    #expect(NumberText.difference(19.67, from: 21.24, decimals: 2) == "-1.57")
    #expect(NumberText.difference(4.25, from: 4.25, decimals: 3) == "=")
    #expect(NumberText.difference(nil, from: 1, decimals: 2) == "")
    #expect(NumberText.difference(1, from: nil, decimals: 2) == "")
  }

  @Test func aDifferenceThatIsThereNeverReadsAsNone() {
    #expect(NumberText.difference(1.0001, from: 1, decimals: 2) == "+1.00e-04")
    #expect(NumberText.difference(1, from: 1.0001, decimals: 2) == "-1.00e-04")
  }

  @Test func magnitudesDifferByShares() {
    #expect(NumberText.relativeDifference(1.5e-5, from: 1e-5) == "+50.0 %")
    #expect(NumberText.relativeDifference(0.75e-5, from: 1e-5) == "-25.0 %")
    #expect(NumberText.relativeDifference(2e-4, from: 1e-5) == "×20.0")
    #expect(NumberText.relativeDifference(0, from: 1e-5) == "-100.0 %")
    #expect(NumberText.relativeDifference(1e-5, from: 1e-5) == "=")
    #expect(NumberText.relativeDifference(1e-5, from: 0) == "")
    #expect(NumberText.relativeDifference(nil, from: 1) == "")
  }
}
