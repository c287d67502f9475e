import CQuantKernels
import NumericFormats
import Testing

@testable import Quantization

/// Every grid under every kernel, where its neighbours meet.
@Suite struct NearestValueTests {
  static let elements: [ElementFormat] =
    (2...8).map { .integer(bits: $0) } + Minifloat.all.map { .minifloat($0) }
    + CodeTable.allCases.map { .table($0) }

  /// Few of its thresholds are those of a rounded number.
  static let irregular = Codebook(table: (-100...100).map { Float($0) * (1 + Float($0 & 7) / 64) })

  /// All thresholds, values and zeros with what is next to them, and numbers beyond the ends.
  private func quotients(_ codebook: Codebook) -> [Float] {
    let places = codebook.thresholds + codebook.values + [-0.0]
    let near = places.flatMap {
      [$0.nextDown.nextDown, $0.nextDown, $0, $0.nextUp, $0.nextUp.nextUp]
    }
    let ends = [codebook.minimum * 1.5, codebook.maximum * 1.5, -0x1p90, 0x1p90]
    return near + ends + [-0x1p-130, 0x1p-130]
  }

  private func expectNearest(
    _ codebook: Codebook, _ scheme: QuantizationScheme, label: String
  ) throws {
    for table in KernelTable.available.dropFirst() {
      let kernels = try #require(table.kernels)
      let grid = try Quantizer(scheme, codebook: codebook, kernels: table).grid
      // A scale of 1 leaves every quotient as it is; the others round it.
      for (positive, negative) in [(1, 1), (0.37, 3)] as [(Float, Float)] {
        let weights = quotients(codebook).map { $0 * ($0 < 0 ? negative : positive) }
        let ranks = weights.map { codebook.rank(of: $0 / ($0 < 0 ? negative : positive)) }
        let groups = [
          qk_group(positive_scale: positive, negative_scale: negative, zero_point: 0, offset: 0)
        ]
        grid.withGrid(tensorScale: 1) { grid in
          var codes = [UInt8](repeating: 0, count: weights.count)
          kernels.encode(
            grid, groups, QK_ELEMENT_F32, weights, weights.count, weights.count, nil, &codes)
          #expect(codes == ranks.map { codebook.codes[$0] }, "\(label) \(table.name)")
          for (weight, rank) in zip(weights, ranks) {
            let value = codebook.values[rank]
            let restored = value * (value < 0 ? negative : positive)
            var sums = qk_error_sums()
            kernels.errors(grid, groups, QK_ELEMENT_F32, [weight], 1, 1, nil, &sums)
            #expect(Float(sums.error_sum) == restored - weight, "\(label) \(table.name) \(weight)")
          }
        }
      }
    }
  }

  @Test(arguments: elements, [TieBreaking.toEven, .toLower])
  func everyKernelFindsTheNearestValue(_ element: ElementFormat, ties: TieBreaking) throws {
    let scheme = QuantizationScheme(
      element: element, scaling: .twoScale, granularity: .perGroup(size: 128),
      scaleFormat: .float32)
    for codebook in [element.codebook(ties: ties), element.signSymmetricCodebook(ties: ties)] {
      try expectNearest(codebook, scheme, label: "\(element.name) \(ties)")
    }
  }

  @Test func everyKernelFindsTheNearestOfManyIrregularValues() throws {
    let scheme = try QuantizationScheme(parsing: "int8:two-scale:g128:f32")
    #expect(RoundingRule(Self.irregular) == nil)
    try expectNearest(Self.irregular, scheme, label: "irregular")
  }
}
