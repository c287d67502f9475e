import NumericFormats
import TestSupport
import Testing

@testable import Quantization

/// Every kernel against the plain loops, which define the result.
@Suite struct KernelParityTests {
  static let formats: [String] = {
    var formats = (2...8).flatMap { ["int\($0)", "int\($0)-sym", "int\($0):two-scale:g128"] }
    for format in Minifloat.all {
      for scaling in Scaling.allCases {
        formats.append("fp\(format.bitWidth)-\(format.name):\(scaling.rawValue):g128")
      }
    }
    return formats + [
      "nf3", "nf4", "sf3", "sf4", "fp4-bnb", "afpq-nf3", "afpq-nf4", "nf4-zp",
      "fp4:ties-lower", "afpq4:ties-lower", "fp6:ties-lower", "nf4:ties-lower",
      "afpq5-e4m0:ties-lower", "fp8-zp:ties-lower", "fp6-e2m3-zp:ties-lower",
      "mxfp4", "mxint8", "mxfp8-e5m2", "nvfp4", "amxfp4", "afpq4:f32", "fp4:m2", "int4:f32",
      "afpq4:tensor", "int4:tensor", "fp4:channel", "afpq4:tensor:mse",
      "mxfp4:ceil", "mxfp4:even", "mxfp6-e2m3:rceil", "amxfp4:pot", "mxfp8-e4m3:even",
      "afpq4:bf16", "int4:bf16", "nf4-zp:bf16", "afpq-nf4:e5m2", "int8:e4m3", "fp4:m1",
      "fp4:m2-literal",
      "afpq4:g16", "int4:g17", "nf4-zp:g31", "afpq4:g33", "fp6:g1", "afpq3:g5", "nvfp4:g16",
    ]
  }()

  /// Around the width of a vector, and of a group.
  static let lengths = Array(1...67) + [127, 128, 129, 300]

  private func weights(_ length: Int, seed: UInt64) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    let plain = generator.weights(length)
    let steps = plain.map { ($0 * 200).rounded() / 4 }
    return [
      plain,
      // Halves of steps: many exact ties, zeros and negative zeros.
      steps.enumerated().map { $0 == 0 ? 6 : $1 }, steps.map { $0 == 0 ? -0.0 : $0 },
      plain.map(\.magnitude), plain.map { -$0.magnitude },
      plain.map { $0 * 0x1p-133 }, plain.map { $0 * 1e-20 }, plain.map { $0 * 1e37 },
      plain.map { $0 > 0 ? Float.greatestFiniteMagnitude : $0 },
      Array(repeating: 0, count: length),
      plain.map { $0 > 0.05 ? .leastNonzeroMagnitude : -.leastNonzeroMagnitude },
    ]
  }

  @Test(arguments: formats)
  func codesScalesAndErrorsAreThoseOfThePlainLoops(spelling: String) throws {
    try check(spelling, lengths: Self.lengths)
  }

  /// Longer than the sums in float32, than what is measured side by side, and than a stretch.
  @Test(arguments: [
    "afpq4", "fp4", "int4", "fp4-zp", "nf4", "afpq3:g64", "afpq4-e3m0:g32", "fp6", "int5:g48",
    "mxfp4", "nvfp4", "afpq4:g2000", "fp4:channel",
  ])
  func longRowsAreLikeShortOnes(spelling: String) throws {
    try check(spelling, lengths: [511, 512, 640, 1024, 1025, 2048, 2049, 5000])
  }

  private func check(_ spelling: String, lengths: [Int]) throws {
    let scheme = try QuantizationScheme(parsing: spelling)
    let reference = try Quantizer(scheme, kernels: .reference)
    let tables = try KernelTable.available.dropFirst().map {
      ($0, try Quantizer(scheme, kernels: $0))
    }
    #expect(!tables.isEmpty)
    for length in lengths {
      let kinds = weights(length, seed: UInt64(length)).enumerated()
      // A third of the kinds at every length: over all lengths each meets every tail.
      for (kind, weights) in kinds where (kind + length).isMultiple(of: 3) {
        let shape = MatrixShape(rows: 1, columns: length)
        let expected = try reference.quantize(weights.span, shape: shape)
        let calibration = reference.calibration(for: GroupExtents(of: weights.span))
        let sums = try reference.errors(of: weights.span, shape: shape, calibration: calibration)
        for (table, quantizer) in tables {
          let label = "\(spelling) \(table.name) \(length) weights of kind \(kind)"
          let found = try quantizer.quantize(weights.span, shape: shape)
          #expect(found.codes == expected.codes, "\(label)")
          #expect(found.groups == expected.groups, "\(label)")
          let errors = try quantizer.errors(
            of: weights.span, shape: shape, calibration: calibration)
          #expect(errors.isClose(to: sums), "\(label): \(errors) \(sums)")
          let pass = ErrorPass([(quantizer, calibration)], shape: shape, kernels: table)
          let squares = pass.squaredErrors(of: weights.span.bytes, as: .float32)[0]
          #expect(squares.isClose(to: sums.squaredError), "\(label): \(squares) \(sums)")
        }
      }
    }
  }

  @Test func theBestTableIsTheLastOfTheAvailable() {
    #expect(KernelTable.available.first?.name == KernelTable.reference.name)
    #expect(KernelTable.available.last?.name == KernelTable.best.name)
  }
}

extension Double {
  fileprivate func isClose(to other: Double) -> Bool {
    other.isFinite ? (self - other).magnitude <= 1e-6 * other : !isFinite
  }
}

extension ErrorSums {
  /// Squares within 1e-6 of themselves; sums of either sign within that of what they are made of.
  fileprivate func isClose(to other: ErrorSums) -> Bool {
    // A scale that was rounded up can carry the largest weights beyond float32.
    func near(_ left: Double, _ right: Double, _ scale: Double) -> Bool {
      right.isFinite ? (left - right).magnitude <= 1e-6 * scale : !left.isFinite
    }
    let size = (squaredError * Double(count)).squareRoot()
    return count == other.count && zeroedCount == other.zeroedCount
      && clampedScaleCount == other.clampedScaleCount
      && near(maximumAbsoluteError, other.maximumAbsoluteError, other.maximumAbsoluteError)
      && near(squaredError, other.squaredError, other.squaredError)
      && near(squaredWeight, other.squaredWeight, other.squaredWeight)
      && near(squaredRestored, other.squaredRestored, other.squaredRestored)
      && near(product, other.product, other.squaredWeight + other.squaredRestored)
      && near(errorSum, other.errorSum, size)
  }
}
