import NumericFormats
import TestSupport
import Testing

@testable import Quantization

/// Rows straight to their bytes, against the codes and groups of the plain loops.
@Suite struct PackingPassTests {
  /// One bit after the other, every row from a byte of its own on.
  private func stream(_ codes: [UInt8], columns: Int, bits: Int) -> [UInt8] {
    let rowSize = (columns * bits + 7) / 8
    var bytes = [UInt8](repeating: 0, count: columns == 0 ? 0 : codes.count / columns * rowSize)
    for (index, code) in codes.enumerated() {
      for bit in 0..<bits where code >> UInt8(bit) & 1 == 1 {
        let position = index % columns * bits + bit
        bytes[index / columns * rowSize + position / 8] |= 1 << UInt8(position % 8)
      }
    }
    return bytes
  }

  /// Rows of one group and of many, that fill their bytes and do not, longer than a stretch and not.
  private static let shapes = [(7, 1), (5, 17), (4, 51), (3, 320), (2, 4129)]

  private func kinds(_ count: Int) -> [[Float]] {
    var generator = SeededGenerator(seed: UInt64(count))
    let plain = generator.weights(count)
    return [
      plain, plain.map { ($0 * 200).rounded() / 4 }, plain.map { -$0.magnitude },
      plain.map { $0 * 0x1p-133 }, plain.map { $0 * 1e37 }, Array(repeating: -0.0, count: count),
    ]
  }

  @Test(arguments: KernelParityTests.formats)
  func bytesAreThoseOfTheCodesAndGroupsOfThePlainLoops(spelling: String) throws {
    let scheme = try QuantizationScheme(parsing: spelling)
    let reference = try Quantizer(scheme, kernels: .reference)
    for (number, (rows, columns)) in Self.shapes.enumerated() {
      let shape = MatrixShape(rows: rows, columns: columns)
      // A third of the kinds for every shape.
      for (kind, weights) in kinds(shape.count).enumerated() where (kind + number) % 3 == 0 {
        let calibration = reference.calibration(for: GroupExtents(of: weights.span))
        let expected = try reference.quantize(
          weights.span, shape: shape, calibration: calibration)
        let codes = stream(expected.codes, columns: columns, bits: scheme.bitWidth)
        for table in KernelTable.available {
          let label = "\(table.name) \(rows) × \(columns) of kind \(kind)"
          let quantizer = try Quantizer(scheme, kernels: table)
          let packed = try quantizer.pack(weights.span, shape: shape, calibration: calibration)
          #expect(packed.codes == codes, "\(label)")
          #expect(try packed.unpackedGroups() == expected.groups, "\(label)")
          #expect(packed.byteCount == scheme.storedByteCount(for: shape), "\(label)")
          #expect(packed.tensorScale == expected.tensorScale, "\(label)")
        }
      }
    }
  }

  @Test(arguments: ["afpq4", "int3:g40", "fp8:channel", "afpq4:tensor", "nvfp4", "fp4:m2"])
  func weightsThatAreNotFiniteAreCounted(spelling: String) throws {
    let shape = MatrixShape(rows: 3, columns: 2500)
    var generator = SeededGenerator(seed: 8)
    let finite = generator.weights(shape.count)
    for table in KernelTable.available {
      let quantizer = try Quantizer(QuantizationScheme(parsing: spelling), kernels: table)
      let calibration = quantizer.calibration(for: GroupExtents(of: finite.span))
      for places in [[0], [7499], [2047, 2048, 2500], [5001, 5002]] {
        var weights = finite
        for place in places { weights[place] = place.isMultiple(of: 2) ? .nan : -.infinity }
        let refusal = QuantizationError.nonFinite(firstIndex: places[0], count: places.count)
        #expect(throws: refusal, "\(table.name)") {
          try quantizer.pack(weights.span, shape: shape, calibration: calibration)
        }
        let halves = weights.map { UInt16($0.bitPattern >> 16) }
        #expect(throws: refusal, "\(table.name)") {
          try quantizer.pack(
            halves.span.bytes, as: .bfloat16, shape: shape, calibration: calibration)
        }
      }
    }
  }

  @Test func matricesWithoutWeightsHaveNoCodes() throws {
    for shape in [MatrixShape(rows: 0, columns: 8), MatrixShape(rows: 3, columns: 0)] {
      for spelling in ["afpq4", "int4:tensor"] {
        let quantizer = try Quantizer(QuantizationScheme(parsing: spelling))
        let weights: [Float] = []
        let expected = try quantizer.quantize(weights.span, shape: shape, calibration: .none)
        let packed = try quantizer.pack(weights.span, shape: shape, calibration: .none)
        #expect(packed == expected.packed() && packed.codes.isEmpty)
      }
    }
  }

  @Test(arguments: 2...8)
  func codesWaitUntilTheyFillTheirBytes(bits: Int) throws {
    var generator = SeededGenerator(seed: UInt64(bits))
    for columns in [1, 3, 8, 21, 64, 1000] {
      let shape = MatrixShape(rows: 1000 / columns + 3, columns: columns)
      let codes = (0..<shape.count).map { _ in
        UInt8(truncatingIfNeeded: generator.next()) & UInt8(1 << bits - 1)
      }
      let expected = stream(codes, columns: columns, bits: bits)
      for kernels in KernelTable.available.compactMap(\.kernels) {
        // A byte behind the end shows who writes beyond it.
        var packed = [UInt8](repeating: 0xA5, count: expected.count + 1)
        CodePacker.packing(shape, bitWidth: bits, largestCount: 40, to: &packed, kernels) {
          var start = 0
          while start < codes.count {
            let count = min(Int.random(in: 1...40, using: &generator), codes.count - start)
            $0.append(count) { room in
              for index in 0..<count { room[index] = codes[start + index] }
            }
            start += count
          }
        }
        #expect(packed == expected + [0xA5], "\(shape)")
      }
    }
  }
}
