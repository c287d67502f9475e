import TestSupport
import Testing

@testable import Quantization

@Suite struct Float16MatrixTests {
  private func products(
    _ weights: [Float], _ shape: MatrixShape, _ vector: [Float], _ kernels: ProductKernels
  ) -> [Float] {
    let matrix = Float16Matrix(weights.span, shape: shape, kernels: kernels)
    var products = [Float](repeating: .nan, count: shape.rows)
    var destination = products.mutableSpan
    matrix.multiply(vector.span, rows: 0..<shape.rows, into: &destination)
    return products
  }

  @Test func everyKernelMultipliesWhatTheDefinitionDoes() {
    var generator = SeededGenerator(seed: 8)
    for (rows, columns) in [(1, 1), (3, 7), (4, 8), (5, 31), (9, 33), (6, 100), (2, 1024)] {
      let shape = MatrixShape(rows: rows, columns: columns)
      // The last are subnormal float16 numbers.
      let weights = generator.weights(shape.count).enumerated().map {
        $0.offset.isMultiple(of: 5) ? $0.element * 0x1p-16 : $0.element
      }
      let vector = (0..<columns).map { _ in Float.random(in: -2...2, using: &generator) }
      let expected = products(weights, shape, vector, .reference)
      for kernels in ProductKernels.available.dropFirst() {
        let found = products(weights, shape, vector, kernels)
        for row in 0..<rows {
          let size = zip(weights[row * columns..<(row + 1) * columns], vector)
            .reduce(0.0) { $0 + Double(($1.0 * $1.1).magnitude) }
          let limit = Double(columns / 16 + 32) * 0x1p-24 * size
          let distance = (Double(found[row]) - Double(expected[row])).magnitude
          #expect(distance <= limit, "\(kernels.name) \(shape) row \(row)")
        }
      }
    }
  }

  /// One weight a row, so that a product is the widened weight itself.
  @Test func everyPatternIsWidenedExactly() {
    let patterns = (0...UInt16.max).map { Float16(bitPattern: $0) }
    let weights = patterns.map(Float.init)
    let shape = MatrixShape(rows: weights.count, columns: 1)
    for kernels in ProductKernels.available {
      let found = products(weights, shape, [1], kernels)
      let isSame = zip(found, weights).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
      #expect(isSame, "\(kernels.name)")
    }
  }
}
