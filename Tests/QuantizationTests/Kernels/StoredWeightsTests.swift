import NumericFormats
import TestSupport
import Testing

@testable import Quantization

/// Weights as they are stored against the same ones as float32.
@Suite struct StoredWeightsTests {
  /// A whole group, tails of vectors and of steps, several stretches that are alike or not, and many
  /// rows.
  private static let shapes = [
    (1, 128), (3, 131), (2, 5000), (5, 17), (40, 160), (13, 1024), (9, 1536), (3, 4608),
  ]

  /// Every pattern that stands for a finite number, and weights where the format has more of those
  /// than its eight bits.
  private func stored(_ count: Int, _ element: StoredElement) -> [[UInt8]] {
    var generator = SeededGenerator(seed: UInt64(count))
    let patterns = (0..<count * element.byteCount).map { _ in
      UInt8.random(in: 0...255, using: &generator)
    }
    let weights = generator.weights(count)
    func bytes<Pattern: FixedWidthInteger>(_ pattern: (Float) -> Pattern) -> [UInt8] {
      weights.flatMap { weight in withUnsafeBytes(of: pattern(weight).littleEndian, Array.init) }
    }
    return switch element {
    case .float32: [patterns, bytes(\.bitPattern)]
    case .bfloat16: [patterns, bytes { UInt16($0.bitPattern >> 16) }]
    case .float16: [patterns, bytes { Float16($0).bitPattern }]
    case .e4m3, .e5m2: [patterns]
    }
  }

  /// With 0 in place of NaN and infinities.
  private func finite(_ bytes: [UInt8], _ element: StoredElement) -> ([UInt8], [Float]) {
    var (bytes, weights) = (bytes, element.weights(bytes.span.bytes))
    for index in weights.indices where !weights[index].isFinite {
      weights[index] = 0
      for byte in 0..<element.byteCount { bytes[index * element.byteCount + byte] = 0 }
    }
    return (bytes, weights)
  }

  @Test(arguments: StoredElement.allCases, KernelTable.available.map(\.name))
  func nothingDependsOnHowWeightsAreStored(element: StoredElement, name: String) throws {
    let table = try #require(KernelTable.available.first { $0.name == name })
    let spellings = [
      "afpq4", "int4:g50", "fp6", "afpq4:tensor", "nf4:mse", "afpq3:g16", "mxfp4", "fp4:g384",
    ]
    let quantizers = try spellings.map {
      try Quantizer(QuantizationScheme(parsing: $0), kernels: table)
    }
    for (rows, columns) in Self.shapes {
      let shape = MatrixShape(rows: rows, columns: columns)
      for patterns in stored(shape.count, element) {
        let (bytes, weights) = finite(patterns, element)
        // One byte further, where no number is aligned.
        let shifted = [0] + bytes
        let source = shifted.span.bytes.extracting(droppingFirst: 1)
        let extents = GroupExtents(of: weights.span)
        let schemes = quantizers.map { ($0, $0.calibration(for: extents)) }
        let pass = ErrorPass(schemes, shape: shape, kernels: table)
        let label = "\(element) \(rows) × \(columns)"
        let expected = pass.errors(of: weights.span)
        let sums = try #require(expected, "\(label)")
        let found = pass.errors(of: source, as: element)
        #expect(found == sums, "\(label)")
        // Nor on what is encoded while they are measured.
        let own = WeightSums(of: weights.span, kernels: table)
        #expect(sums.allSatisfy { $0.squaredWeight == own.squaredWeight }, "\(label)")
        for (squares, sums) in zip(pass.squaredErrors(of: source, as: element), sums)
        where sums.squaredError.isFinite {
          let difference = (squares - sums.squaredError).magnitude
          #expect(difference <= 1e-6 * sums.squaredError, "\(label)")
        }
        for (quantizer, calibration) in schemes {
          let expected = try quantizer.pack(weights.span, shape: shape, calibration: calibration)
          let packed = try quantizer.pack(
            source, as: element, shape: shape, calibration: calibration)
          #expect(packed == expected, "\(label) \(quantizer.scheme)")
        }
      }
    }
  }

  /// In the first stretch, and in those that are measured while the one before is encoded.
  @Test(arguments: StoredElement.allCases)
  func weightsThatAreNotFiniteAreFound(element: StoredElement) throws {
    let shape = MatrixShape(rows: 4, columns: 3072)
    let quantizer = try Quantizer(QuantizationScheme(parsing: "afpq4"))
    for place in [0, 4097, 8191, 12287] {
      var bytes = [UInt8](repeating: 0, count: shape.count * element.byteCount)
      // All ones are NaN in every format.
      for byte in 0..<element.byteCount { bytes[place * element.byteCount + byte] = 0xFF }
      let sums = ErrorPass([(quantizer, .none)], shape: shape)
        .errors(of: bytes.span.bytes, as: element)
      #expect(sums == nil, "\(place)")
      #expect(throws: QuantizationError.nonFinite(firstIndex: place, count: 1)) {
        try quantizer.pack(bytes.span.bytes, as: element, shape: shape, calibration: .none)
      }
    }
  }
}
