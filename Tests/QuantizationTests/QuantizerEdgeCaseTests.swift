import NumericFormats
import Quantization
import TestSupport
import Testing

@Suite struct QuantizerEdgeCaseTests {
  /// One scheme of every element, scaling and scale format that go together.
  static let schemes: [QuantizationScheme] = {
    let elements: [ElementFormat] = [
      .integer(bits: 2), .integer(bits: 4), .integer(bits: 8), .minifloat(.e2m0), .minifloat(.e2m1),
      .minifloat(.e3m0), .minifloat(.e4m3), .table(.normalFloat4), .table(.bitsandbytesFP4),
    ]
    let all = elements.flatMap { element in
      Scaling.allCases.flatMap { scaling in
        ScaleFormat.allCases.map { scaleFormat in
          QuantizationScheme(
            element: element, scaling: scaling, granularity: .perGroup(size: 16),
            scaleFormat: scaleFormat)
        }
      }
    }
    return all.filter { (try? $0.validate()) != nil }
  }()

  private func quantize(_ weights: [Float], _ scheme: QuantizationScheme) throws -> QuantizedTensor
  {
    let shape = MatrixShape(rows: 1, columns: weights.count)
    return try Quantizer(scheme).quantize(weights.span, shape: shape)
  }

  private func quantize(_ weights: [Float], _ scheme: String) throws -> QuantizedTensor {
    try quantize(weights, QuantizationScheme(parsing: scheme))
  }

  @Test(arguments: schemes)
  func allZeroGroupsRestoreToZeroAndStoreWhatNoReaderUses(scheme: QuantizationScheme) throws {
    let quantized = try quantize([Float](repeating: 0, count: 20), scheme)
    #expect(quantized.dequantized().allSatisfy { $0 == 0 && $0.sign == .plus })
    #expect(quantized.clampedScaleCount == 0)
    let unused: Float =
      switch scheme.scaleFormat {
      case .e8m0: 0x1p-127
      case .e4m3WithTensorScale: 1
      default: 0
      }
    #expect(quantized.groups.count == 2)
    #expect(quantized.groups.allSatisfy { $0.positiveScale == unused && $0.zeroPoint == 0 })
  }

  @Test(arguments: schemes)
  func oneSignedGroupsKeepTheirSignAndTheirSize(scheme: QuantizationScheme) throws {
    let weights: [Float] = (1...16).map { Float($0) / 16 }
    for sign in [Float(1), -1] {
      let restored = try quantize(weights.map { $0 * sign }, scheme).dequantized()
      // Two bits of a shared exponent know nothing between 0 and half of the largest magnitude.
      #expect(restored.allSatisfy { $0 * sign >= -0.2 })
      #expect((restored[15] * sign - 1).magnitude <= 0.5, "\(restored)")
      if scheme.scaling == .twoScale { #expect(restored.allSatisfy { $0 * sign >= 0 }) }
    }
  }

  @Test func groupWithoutNegativeWeightsIsExactWhereTheGridReachesIt() throws {
    let weights: [Float] = [6, 4, 3, 2, 1.5, 1, 0.5, 0]
    let quantized = try quantize(weights, "afpq4:f32")
    #expect(quantized.dequantized() == weights)
    #expect(quantized.groups == [GroupParameters(positiveScale: 1, negativeScale: 0)])
    let mirrored = try quantize(weights.map { -$0 }, "afpq4:f32")
    #expect(mirrored.dequantized() == weights.map { -$0 })
    #expect(mirrored.groups == [GroupParameters(positiveScale: 0, negativeScale: 1)])
  }

  @Test(arguments: schemes)
  func negativeZeroIsZero(scheme: QuantizationScheme) throws {
    let positive = try quantize([0, 1, -1, 0.5], scheme)
    let negative = try quantize([-0.0, 1, -1, 0.5], scheme)
    #expect(negative.codes == positive.codes)
    #expect(negative.groups == positive.groups)
  }

  @Test(arguments: schemes)
  func tinyWeightsTakeTheSmallestScaleInsteadOfNone(scheme: QuantizationScheme) throws {
    let weights: [Float] = [0x1p-149, -0x1p-149, 0, 0x1p-148]
    let quantized = try quantize(weights, scheme)
    #expect(quantized.dequantized().allSatisfy { $0.isFinite })
    #expect(quantized.groups[0].positiveScale > 0)
    #expect(quantized.tensorScale.map { $0 > 0 } ?? true)
  }

  @Test func scaleThatVanishesInFloat16IsClampedAndCounted() throws {
    let weights: [Float] = [0x1p-30, -0x1p-30, 0, 0]
    let quantized = try quantize(weights, "afpq4")
    #expect(quantized.groups[0] == GroupParameters(positiveScale: 0x1p-24, negativeScale: 0x1p-24))
    #expect(quantized.clampedScaleCount == 2)
    #expect(quantized.dequantized() == [0, 0, 0, 0])
  }

  @Test func scaleThatOverflowsFloat16SaturatesAndIsCounted() throws {
    let quantized = try quantize([1e6, -3, 0, 0], "afpq4")
    #expect(quantized.groups[0].positiveScale == 65504)
    #expect(quantized.clampedScaleCount == 1)
    #expect(quantized.dequantized()[0] == 65504 * 6)
  }

  @Test(arguments: schemes)
  func theLargestWeightsStayFiniteInside(scheme: QuantizationScheme) throws {
    let limit = Float.greatestFiniteMagnitude
    let quantized = try quantize([limit, -limit, limit / 2, 1], scheme)
    #expect(quantized.groups.allSatisfy { $0.positiveScale.isFinite && $0.offset.isFinite })
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func weightsThatAreNoNumbersAreRefusedWithPlaceAndCount(weight: Float) throws {
    let scheme = try QuantizationScheme(parsing: "int4")
    #expect(throws: QuantizationError.nonFinite(firstIndex: 2, count: 2)) {
      try quantize([1, 2, weight, 3, weight], scheme)
    }
  }

  @Test(arguments: schemes)
  func shortLastGroupsHaveTheirOwnParameters(scheme: QuantizationScheme) throws {
    var generator = SeededGenerator(seed: 7)
    let weights = generator.weights(37)
    let whole = try quantize(weights, scheme)
    #expect(whole.groups.count == 3)
    guard scheme.scaleFormat != .e4m3WithTensorScale else { return }
    let tail = try quantize(Array(weights[32...]), scheme)
    #expect(Array(whole.codes[32...]) == tail.codes)
    #expect(whole.groups[2] == tail.groups[0])
  }

  @Test func emptyTensorsGiveEmptyOutputs() throws {
    let quantized = try quantize([], "afpq4:tensor")
    #expect(quantized.codes.isEmpty && quantized.dequantized().isEmpty)
  }

  @Test func numberOfWeightsMustFillTheShape() throws {
    let quantizer = try Quantizer(QuantizationScheme(parsing: "int4"))
    #expect(throws: QuantizationError.shapeMismatch(shape: [2, 2], count: 3)) {
      try quantizer.quantize([1, 2, 3].span, shape: MatrixShape(rows: 2, columns: 2))
    }
  }
}
