import NumericFormats
import TestSupport
import Testing

@testable import Quantization

/// The clipping search by kernels against the plain one, which defines the choice.
@Suite struct KernelClippingTests {
  /// Every scaling, with grids in cells of one value and of two, that are rounded to, that are
  /// compared with and that have no quick sums; scale formats that repeat and clamp scales.
  static let spellings = [
    "fp4", "afpq4", "afpq4:f32", "int4-sym", "int4", "int3", "int5:two-scale:g128", "int8",
    "nf4", "afpq-nf4", "nf4-zp", "nf4-zp:bf16", "fp4-zp", "fp3-e1m1:affine:g128", "afpq-nf3",
    "sf4", "fp4-bnb:two-scale:g128", "afpq4-e3m0", "fp4-e3m0:affine:g128", "afpq6", "fp6-zp",
    "fp8-e5m2:two-scale:g128", "afpq6:ties-lower", "mxfp4", "mxint8", "amxfp4", "amxfp4:pot",
    "nvfp4", "afpq4:e4m3",
  ]

  private func kinds(_ count: Int, seed: UInt64) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    let plain = generator.weights(count)
    return [
      plain, plain.map(\.magnitude), plain.map { -$0.magnitude },
      // Groups of one value, and of none but zeros.
      plain.indices.map { plain[$0 / 20].magnitude }, plain.indices.map { -plain[$0 / 20] },
      plain.map { $0 > 0 ? 0 : -0.0 },
      // Steps of which many are ties under scales that powers of two make.
      plain.indices.map { $0 % 20 == 0 ? 6 : (plain[$0] * 200).rounded() / 4 },
      // One weight far out, and a few.
      plain.indices.map { $0 % 20 == 7 ? 100 * plain[$0] : plain[$0] },
      plain.map { $0 * $0 * $0 * 1000 },
      // Where float32 does not hold squares, and beyond the kernels' extents.
      plain.map { $0 * 1e-20 }, plain.map { $0 * 1e25 }, plain.map { $0 * 0x1p-133 },
      plain.indices.map { $0 / 20 % 2 == 0 ? plain[$0] * 1e36 : plain[$0] },
    ]
  }

  private func expectParity(
    _ spelling: String, _ kinds: [[Float]], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let scheme = try QuantizationScheme(parsing: spelling)
    let reference = try Quantizer(scheme, kernels: .reference)
    for (kind, weights) in kinds.enumerated() {
      let shape = MatrixShape(rows: 1, columns: weights.count)
      let expected = try reference.quantize(weights.span, shape: shape)
      for table in KernelTable.available.dropFirst() {
        let found = try Quantizer(scheme, kernels: table).quantize(weights.span, shape: shape)
        let label = "\(scheme) \(table.name) \(weights.count) weights of kind \(kind)"
        #expect(found.groups == expected.groups, "\(label)", sourceLocation: sourceLocation)
        #expect(
          found.clampedScaleCount == expected.clampedScaleCount, "\(label)",
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test(arguments: spellings)
  func theSameScalesAreChosen(spelling: String) throws {
    try expectParity(spelling + ":mse:g20", kinds(110, seed: 11))
    try expectParity(spelling + ":mse:g128", [kinds(256, seed: 12)[0]])
  }

  /// Around the width of a vector, and so few that many candidates are equal.
  @Test(arguments: ["afpq4:f32", "afpq-nf4", "nf4-zp", "int4", "afpq6", "fp4-bnb"])
  func theyAreForGroupsOfEverySize(spelling: String) throws {
    for size in Array(1...18) + [31, 32, 33, 63, 64, 65] {
      try expectParity(spelling + ":mse:g\(size)", [kinds(2 * size + 1, seed: UInt64(size))[0]])
    }
  }

  /// The candidate that clips most, which its clipping alone may rule out, is the best where a
  /// weight on both sides is far out and all others are as it restores them.
  @Test(arguments: [
    "fp3", "afpq3", "nf3", "nf3-zp", "int2", "int2-sym", "int3:two-scale:g128", "afpq-nf4",
  ])
  func theStrongestClippingIsFound(spelling: String) throws {
    let scheme = try QuantizationScheme(parsing: spelling + ":mse:g3000")
    let quantizer = try Quantizer(scheme)
    var generator = SeededGenerator(seed: 5)
    let best = quantizer.scaling.parameters(
      for: GroupExtents(high: 0.125, low: -0.125), in: ScaleContext()
    ).parameters
    var weights = (0..<3000).map { _ in
      let code = quantizer.codebook.codes.randomElement(using: &generator) ?? 0
      return quantizer.codec.decode(code, best)
    }
    (weights[1234], weights[2345]) = (0.25, -0.25)
    let found = try quantizer.quantize(
      weights.span, shape: MatrixShape(rows: 1, columns: weights.count))
    #expect(found.groups == [best])
    try expectParity(spelling + ":mse:g3000", [weights])
  }
}
