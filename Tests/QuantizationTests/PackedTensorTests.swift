import NumericFormats
import Quantization
import TestSupport
import Testing

@Suite struct PackedTensorTests {
  @Test(arguments: 1...8)
  func unpackingUndoesPackingForEveryLength(bitWidth: Int) {
    var generator = SeededGenerator(seed: UInt64(bitWidth))
    for count in 0...200 {
      let codes = (0..<count).map { _ in
        UInt8(truncatingIfNeeded: generator.next() & (1 << UInt64(bitWidth) - 1))
      }
      var bytes: [UInt8] = []
      BitPacking.pack(codes.span, bitWidth: bitWidth, into: &bytes)
      #expect(bytes.count == (count * bitWidth + 7) / 8)
      for (index, code) in codes.enumerated() {
        let stream = (0..<bitWidth).reduce(0) { value, bit in
          let position = index * bitWidth + bit
          return value | Int(bytes[position / 8] >> UInt8(position % 8) & 1) << bit
        }
        #expect(stream == Int(code), "code \(index) of \(count)")
      }
      var unpacked: [UInt8] = []
      BitPacking.unpack(bytes.span, count: count, bitWidth: bitWidth, into: &unpacked)
      #expect(unpacked == codes)
    }
  }

  @Test(arguments: QuantizerPropertyTests.spellings)
  func packedTensorsRestoreExactlyAndCostWhatIsPromised(spelling: String) throws {
    var generator = SeededGenerator(seed: 21)
    let shape = MatrixShape(rows: 5, columns: 203)
    let weights = generator.weights(shape.count)
    let scheme = try QuantizationScheme(parsing: spelling)
    let quantized = try Quantizer(scheme).quantize(weights.span, shape: shape)
    let packed = quantized.packed()
    let unpacked = try packed.unpacked()
    #expect(unpacked.codes == quantized.codes && unpacked.groups == quantized.groups)
    #expect(unpacked.dequantized() == quantized.dequantized())
    #expect(packed.byteCount == scheme.storedByteCount(for: shape))
  }

  private func packed(_ spelling: String) throws -> PackedTensor {
    let weights: [Float] = [1, -2, 3, -4, 0.5, 0.25]
    return try Quantizer(QuantizationScheme(parsing: spelling))
      .quantize(weights.span, shape: MatrixShape(rows: 2, columns: 3)).packed()
  }

  private func expectDamage(_ part: String, _ body: () throws -> Void) {
    do {
      try body()
      Issue.record("damaged \(part) were accepted")
    } catch let error as QuantizationError {
      guard case .damaged(part, _) = error else {
        Issue.record("\(error)")
        return
      }
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func partsOfTheWrongSizeAreRefused() throws {
    let good = try packed("afpq4:g2")
    expectDamage("codes") {
      _ = try PackedTensor(
        scheme: good.scheme, shape: good.shape, codes: good.codes + [0], scales: good.scales,
        negativeScales: good.negativeScales)
    }
    expectDamage("negative scales") {
      _ = try PackedTensor(
        scheme: good.scheme, shape: good.shape, codes: good.codes, scales: good.scales)
    }
    expectDamage("zero points") {
      _ = try PackedTensor(
        scheme: good.scheme, shape: good.shape, codes: good.codes, scales: good.scales,
        negativeScales: good.negativeScales, zeroPoints: [0])
    }
  }

  @Test func scalesThatAreNoNumbersAreRefused() throws {
    let good = try packed("fp4:g2")
    for bits in [UInt16(0x7C00), 0x7E01, 0x8001] {
      var scales = good.scales
      (scales[0], scales[1]) = (UInt8(bits & 255), UInt8(bits >> 8))
      expectDamage("scales") {
        _ = try PackedTensor(
          scheme: good.scheme, shape: good.shape, codes: good.codes, scales: scales
        ).unpacked()
      }
    }
  }

  @Test func codesWithoutAValueAreRefused() throws {
    let good = try packed("fp8:g2")
    var codes = good.codes
    codes[1] = 0x7F
    expectDamage("codes") {
      _ = try PackedTensor(
        scheme: good.scheme, shape: good.shape, codes: codes, scales: good.scales
      ).unpacked()
    }
  }

  @Test func bothZerosReadAsZero() throws {
    let scheme = try QuantizationScheme(parsing: "fp4:f32")
    let tensor = try PackedTensor(
      scheme: scheme, shape: MatrixShape(rows: 1, columns: 2), codes: [0x80],
      scales: [0, 0, 0x80, 0x3F])
    #expect(try tensor.unpacked().dequantized().map(\.bitPattern) == [0, 0])
  }
}
