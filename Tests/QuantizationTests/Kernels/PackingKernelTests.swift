import CQuantKernels
import NumericFormats
import TestSupport
import Testing

@testable import Quantization

/// Codes to bytes and to weights, against the plain definitions.
@Suite struct PackingKernelTests {
  private static var tables: [qk_kernels] {
    var found = [UnsafePointer<qk_kernels>?](repeating: nil, count: 8)
    let count = qk_available(&found, found.count)
    return found.prefix(count).compactMap { $0?.pointee }
  }

  /// One bit after the other.
  private func stream(_ codes: [UInt8], bits: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (codes.count * bits + 7) / 8)
    for (index, code) in codes.enumerated() {
      for bit in 0..<bits where code >> UInt8(bit) & 1 == 1 {
        let position = index * bits + bit
        bytes[position / 8] |= 1 << UInt8(position % 8)
      }
    }
    return bytes
  }

  @Test(arguments: 1...8)
  func codesAreADenseStream(bits: Int) {
    var generator = SeededGenerator(seed: UInt64(bits))
    for count in Array(0...140) + [255, 300, 1001] {
      let codes = (0..<count).map { _ in
        UInt8(truncatingIfNeeded: generator.next()) & UInt8(1 << bits - 1)
      }
      let expected = stream(codes, bits: bits)
      for table in Self.tables {
        // A byte behind the end shows who writes beyond it.
        var packed = [UInt8](repeating: 0xA5, count: expected.count + 1)
        table.pack(codes, count, Int32(bits), &packed)
        #expect(packed == expected + [0xA5], "\(count) codes")
        var unpacked = [UInt8](repeating: 0x5A, count: count + 1)
        table.unpack(expected, count, Int32(bits), &unpacked)
        #expect(unpacked == codes + [0x5A], "\(count) codes")
      }
    }
  }

  @Test(arguments: [
    "afpq4", "afpq4:g17", "int4", "int3:g40", "nf4-zp", "fp4", "nvfp4", "mxfp8-e4m3", "int8",
    "fp6:g33", "afpq3:channel", "afpq5", "int2:tensor", "nf3", "fp7-zp", "mxfp4", "afpq4:f32",
    "int4:bf16", "amxfp4",
  ])
  func rowsArePackedAndRestoredAsThePlainLoopsDo(spelling: String) throws {
    let scheme = try QuantizationScheme(parsing: spelling)
    let reference = try Quantizer(scheme, kernels: .reference)
    for columns in [1, 15, 16, 33, 128, 300, 5000] {
      let shape = MatrixShape(rows: 5, columns: columns)
      var generator = SeededGenerator(seed: UInt64(columns))
      let weights = generator.weights(shape.count)
      let expected = try reference.quantize(weights.span, shape: shape)
      let restored = expected.dequantized()
      let calibration = reference.calibration(for: GroupExtents(of: weights.span))
      for table in KernelTable.available {
        let label = "\(table.name) \(columns) columns"
        let packed = try Quantizer(scheme, kernels: table)
          .pack(weights.span, shape: shape, calibration: calibration)
        #expect(packed == expected.packed(), "\(label)")
        let reader = try PackedReader(packed, kernels: table)
        for rows in [0..<5, 1..<4, 4..<5] {
          var found = [Float](repeating: .nan, count: rows.count * columns)
          var target = found.mutableSpan
          try reader.restore(rows: rows, into: &target)
          let part = restored[rows.lowerBound * columns..<rows.upperBound * columns]
          #expect(found.elementsEqual(part), "\(label) rows \(rows)")
        }
      }
    }
  }

  @Test func weightsThatPassTheCachesAreTheSame() throws {
    let scheme = try QuantizationScheme(parsing: "afpq4")
    let quantizer = try Quantizer(scheme)
    var generator = SeededGenerator(seed: 3)
    let weights = generator.weights(3 * 1024)
    let shape = MatrixShape(rows: 3, columns: 1024)
    let quantized = try quantizer.quantize(weights.span, shape: shape)
    let groups = quantized.groups.map(qk_group.init)
    // Aligned for it and not.
    for offset in 0..<5 {
      var found = [Float](repeating: .nan, count: shape.count + offset)
      found.withUnsafeMutableBufferPointer { buffer in
        let target = UnsafeMutableBufferPointer(rebasing: buffer[offset...])
        quantizer.restore(
          quantized.codes.span, quantized.layout, groups.span, tensorScale: 1, to: target,
          streams: true)
      }
      #expect(found.dropFirst(offset).elementsEqual(quantized.dequantized()))
    }
  }
}
