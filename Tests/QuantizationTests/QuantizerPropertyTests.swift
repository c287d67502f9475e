import NumericFormats
import TestSupport
import Testing

@testable import Quantization

@Suite struct QuantizerPropertyTests {
  static let spellings = [
    "int2", "int4", "int8", "int4-sym", "fp3", "fp4", "fp4-e3m0", "fp6", "fp8", "nf3", "nf4", "sf4",
    "fp4-bnb", "afpq3", "afpq4", "afpq8", "afpq-nf4", "fp4-zp", "nf4-zp", "mxfp4", "mxfp4:rceil",
    "mxfp6-e3m2", "mxfp8-e5m2", "mxint8", "nvfp4", "amxfp4", "amxfp4:pot", "fp4:m1", "fp4:m2",
    "afpq4:m2-literal", "fp4:mse", "afpq4:mse:g32", "int4:channel", "afpq4:tensor",
    "fp4:tensor:mse",
    "int4:two-scale:g64:bf16",
  ]

  private let shape = MatrixShape(rows: 3, columns: 200)

  private func weights(seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return generator.weights(shape.count)
  }

  private func quantize(_ weights: [Float], _ scheme: String) throws -> QuantizedTensor {
    try Quantizer(QuantizationScheme(parsing: scheme)).quantize(weights.span, shape: shape)
  }

  private func squaredError(_ tensor: QuantizedTensor, _ weights: [Float]) -> Double {
    zip(tensor.dequantized(), weights).reduce(0) { sum, pair in
      let error = Double(pair.0) - Double(pair.1)
      return sum + error * error
    }
  }

  /// Inside the grid's range a weight moves by at most half the distance of its neighbours.
  @Test(arguments: spellings, [UInt64(1), 2])
  func errorsStayWithinHalfAStep(spelling: String, seed: UInt64) throws {
    let weights = weights(seed: seed)
    let tensor = try quantize(weights, spelling)
    let quantizer = try Quantizer(tensor.scheme)
    let restored = tensor.dequantized()
    let largest = weights.map(\.magnitude).max() ?? 0
    for row in 0..<shape.rows {
      for group in 0..<tensor.layout.groupsPerRow {
        let values = quantizer.grid(of: tensor.effectiveParameters(row: row, group: group))
          .map(\.restored)
        for column in tensor.layout.columns(ofGroup: group) {
          let index = row * shape.columns + column
          let nearest = values.map { ($0 - weights[index]).magnitude }.min() ?? 0
          let error = (restored[index] - weights[index]).magnitude
          #expect(error <= nearest + 1e-6 * largest, "\(spelling) seed \(seed) at \(index)")
        }
      }
    }
  }

  /// Under the parameters that are stored, restored weights take the codes they came from.
  @Test(arguments: spellings)
  func restoredWeightsKeepTheirCodes(spelling: String) throws {
    let tensor = try quantize(weights(seed: 6), spelling)
    let restored = tensor.dequantized()
    for row in 0..<shape.rows {
      for group in 0..<tensor.layout.groupsPerRow {
        let parameters = tensor.effectiveParameters(row: row, group: group)
        for column in tensor.layout.columns(ofGroup: group) {
          let index = row * shape.columns + column
          #expect(tensor.quantizer.codec.encode(restored[index], parameters) == tensor.codes[index])
        }
      }
    }
  }

  /// With float32 scales from the absolute maximum, restored weights quantize to themselves.
  @Test(arguments: ["fp3", "fp4", "fp4-e3m0", "fp8", "nf4", "afpq3", "afpq4", "afpq-nf3", "afpq8"])
  func restoredWeightsAreFixedPoints(spelling: String) throws {
    let first = try quantize(weights(seed: 3), spelling + ":f32")
    let second = try quantize(first.dequantized(), spelling + ":f32")
    #expect(second.codes == first.codes)
    #expect(second.dequantized() == first.dequantized())
  }

  @Test(arguments: [
    "int4", "int4-sym", "fp4", "nf4", "afpq4", "afpq-nf4", "fp4-zp", "mxfp4", "nvfp4",
  ])
  func leastSquaresIsNeverWorseThanAbsoluteMaximum(spelling: String) throws {
    for seed in UInt64(1)...3 {
      let weights = weights(seed: seed)
      let plain = try squaredError(quantize(weights, spelling), weights)
      let searched = try squaredError(quantize(weights, spelling + ":mse"), weights)
      #expect(searched <= plain * (1 + 1e-12), "\(spelling) seed \(seed)")
    }
  }

  /// Group by group, because the sides are searched apart and try every shared scale.
  @Test(arguments: [
    ("fp4:mse:g16", "afpq4:mse:g16"), ("nf4:mse:g16", "afpq-nf4:mse:g16"),
    ("fp3:mse:g16", "afpq3:mse:g16"),
  ])
  func twoSearchedScalesAreNeverWorseThanOne(one: String, two: String) throws {
    for seed in UInt64(1)...3 {
      let weights = weights(seed: seed)
      let single = try quantize(weights, one).dequantized()
      let double = try quantize(weights, two).dequantized()
      for start in stride(from: 0, to: 192, by: 16) {
        let group = start..<start + 16
        let errors = [single, double].map { restored in
          group.reduce(0.0) { sum, index in
            let error = Double(restored[index]) - Double(weights[index])
            return sum + error * error
          }
        }
        #expect(errors[1] <= errors[0] * (1 + 1e-12), "seed \(seed) group at \(start)")
      }
    }
  }

  /// Rows quantized apart give what the whole tensor gives.
  @Test(arguments: spellings)
  func rowsCanBeQuantizedApart(spelling: String) throws {
    let weights = weights(seed: 9)
    let whole = try quantize(weights, spelling)
    let quantizer = try Quantizer(whole.scheme)
    var calibration = TensorCalibration.none
    if quantizer.needsCalibration {
      let extents = GroupExtents(of: weights.span)
      calibration = quantizer.calibration(for: extents)
      if var search = quantizer.tensorSearch(for: extents) {
        search.add(weights.span)
        calibration = search.calibration
      }
    }
    var codes: [UInt8] = []
    for row in 0..<shape.rows {
      let range = row * shape.columns..<(row + 1) * shape.columns
      codes += try quantizer.quantize(
        weights.span.extracting(range), shape: MatrixShape(rows: 1, columns: shape.columns),
        calibration: calibration
      ).codes
    }
    #expect(codes == whole.codes)
  }

  @Test func powerOfTwoConstraintsRoundTheirWay() throws {
    let weights = weights(seed: 5)
    let free = try quantize(weights, "fp4:f32").groups.map(\.positiveScale)
    let m1 = try quantize(weights, "fp4:f32:m1").groups.map(\.positiveScale)
    let m2 = try quantize(weights, "fp4:f32:m2").groups.map(\.positiveScale)
    let literal = try quantize(weights, "fp4:f32:m2-literal").groups.map(\.positiveScale)
    for (index, scale) in free.enumerated() {
      let rowMaximum = free[index / 2 * 2..<index / 2 * 2 + 2].max() ?? 0
      #expect(m1[index].significand == 1 && m1[index] >= scale && m1[index] < 2 * scale)
      #expect(
        (rowMaximum / m2[index]).significand == 1 && m2[index] >= scale && m2[index] < 2 * scale)
      #expect((rowMaximum / literal[index]).significand == 1)
      #expect(literal[index] <= scale && literal[index] > scale / 2)
    }
  }
}
