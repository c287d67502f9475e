import TestSupport
import Testing

@testable import Quantization

@Suite struct ProductVectorTests {
  private func vector(_ values: [Float], groupSize: Int = 16) -> ProductVector {
    ProductVector(values.span, as: .int8, groupSize: groupSize)
  }

  @Test func everyEntryIsItsNearestStep() {
    var generator = SeededGenerator(seed: 2)
    let values = (0..<200).map { _ in Float.random(in: -3...3, using: &generator) }
    let found = vector(values)
    for (index, value) in values.enumerated() {
      let group = values[(index / 16 * 16)..<min(index / 16 * 16 + 16, values.count)]
      let step = (group.map(\.magnitude).max() ?? 0) / 127
      #expect((found.values[index] - value).magnitude <= step * 0.500001)
      #expect(found.scales[index / 16] == step)
    }
  }

  @Test func halvesOfStepsGoToTheEvenOne() {
    #expect(
      vector([127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, -127]).values
        == [127, 0, 2, 2, 0, -2, -2, -127])
  }

  @Test func zerosAndTheSmallestNumbersBecomeZero() {
    #expect(vector([0, -0.0]).values == [0, 0])
    #expect(vector([.leastNonzeroMagnitude, 0]).values == [0, 0])
  }

  @Test func theLargestNumbersStayFinite() {
    let largest = Float.greatestFiniteMagnitude
    let found = vector([largest, -largest, 1])
    #expect(found.values.allSatisfy { $0.isFinite })
    #expect(found.values[2] == 0)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func aGroupWithoutAScaleIsNaN(entry: Float) {
    let values = [entry] + Array(repeating: Float(1), count: 31)
    let found = vector(values)
    #expect(found.values[..<16].allSatisfy { $0.isNaN })
    let one: Float = 127 * (1 / 127)
    #expect(found.values[16...].allSatisfy { $0 == one })
  }

  @Test func bytesStandWhereTheCodesOfTheirColumnsDo() {
    let values = (0..<128).map { Float($0 - 64) }
    let found = ProductVector(values.span, as: .int8, groupSize: 128)
    for column in 0..<128 {
      let (k, j) = (column / 16, column % 16)
      let byte = Int8(bitPattern: found.bytes[k % 2][4 * j + k / 2])
      #expect(Float(byte) * found.scales[0] == found.values[column])
    }
  }
}
