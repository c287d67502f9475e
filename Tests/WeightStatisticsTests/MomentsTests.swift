import TestSupport
import Testing
import WeightStatistics

@Suite struct MomentsTests {
  /// Central moments from their definition.
  private func reference(_ values: [Float]) -> (mean: Double, central: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + Double($1) } / count
    let central = (2...4).map { power in
      values.reduce(0.0) { sum, value in
        let deviation = Double(value) - mean
        return sum + (0..<power).reduce(1.0) { product, _ in product * deviation }
      } / count
    }
    return (mean, central)
  }

  private func isClose(_ left: Double?, _ right: Double, tolerance: Double = 1e-9) -> Bool {
    left.map { ($0 - right).magnitude <= tolerance * max(1, right.magnitude) } ?? false
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func momentsAgreeWithTheirDefinition(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = generator.weights(1000, spread: 3).map { $0 + 100 }
    let (mean, central) = reference(values)
    let moments = Moments(of: values.span)
    #expect(isClose(moments.mean, mean))
    #expect(isClose(moments.variance, central[0]))
    #expect(isClose(moments.skewness, central[1] / (central[0] * central[0].squareRoot())))
    #expect(isClose(moments.excessKurtosis, central[2] / (central[0] * central[0]) - 3))
  }

  @Test(arguments: [0, 1, 2, 499, 999, 1000])
  func partsMergeToTheWhole(split: Int) {
    var generator = SeededGenerator(seed: 4)
    let values = generator.weights(1000)
    let whole = Moments(of: values.span)
    var merged = Moments(of: values.span.extracting(0..<split))
    merged.merge(Moments(of: values.span.extracting(split..<1000)))
    #expect(merged.count == 1000)
    #expect(isClose(merged.mean, whole.mean, tolerance: 1e-12))
    #expect(isClose(merged.variance, whole.variance ?? 0, tolerance: 1e-12))
    #expect(isClose(merged.skewness, whole.skewness ?? 0, tolerance: 1e-9))
    #expect(isClose(merged.excessKurtosis, whole.excessKurtosis ?? 0, tolerance: 1e-9))
  }

  @Test func constantAndMissingValuesHaveNoShape() {
    let constant = Moments(of: [2, 2, 2].span)
    #expect(constant.variance == 0 && constant.skewness == nil && constant.excessKurtosis == nil)
    let none = Moments(of: [Float.nan, .infinity].span)
    #expect(none.count == 0 && none.standardDeviation == nil)
  }
}
