import NumericFormats
import Quantization
import TestSupport
import Testing

@Suite struct PackingLayoutTests {
  private let shape = MatrixShape(rows: 32, columns: 64)

  private func quantized(_ spelling: String) throws -> QuantizedTensor {
    var generator = SeededGenerator(seed: 31)
    return try Quantizer(QuantizationScheme(parsing: spelling))
      .quantize(generator.weights(shape.count).span, shape: shape)
  }

  private func contents(
    _ layout: PackingLayout, _ tensor: QuantizedTensor
  ) throws -> [String: (array: StoredArray, bytes: [UInt8])] {
    let arrays = try layout.arrays(for: "m.weight", scheme: tensor.scheme, shape: tensor.shape)
    let parts = layout.bytes(of: tensor)
    #expect(arrays.map(\.byteCount) == parts.map(\.count))
    return Dictionary(uniqueKeysWithValues: zip(arrays, parts).map { ($0.name, ($0, $1)) })
  }

  private func words(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count, by: 4).map { start in
      (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }
  }

  private func half(_ bytes: [UInt8], _ index: Int) -> Float {
    Float(Float16(bitPattern: UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8))
  }

  /// Field k of a little-endian stream over the words of one column.
  private func field(_ words: [UInt32], stride: Int, column: Int, index: Int, bits: Int) -> Int {
    (0..<bits).reduce(0) { value, bit in
      let position = index * bits + bit
      return value | Int(words[position / 32 * stride + column] >> UInt32(position % 32) & 1) << bit
    }
  }

  @Test(arguments: PackingLayout.allCases)
  func arraysHaveTheSizesOfTheirContents(layout: PackingLayout) throws {
    for spelling in [
      "int4:g32", "int4-sym:g32", "fp4:g32", "afpq4:g32", "nf3:g32", "mxfp4", "nvfp4",
    ] {
      let tensor = try quantized(spelling)
      if (try? layout.arrays(for: "m.weight", scheme: tensor.scheme, shape: shape)) != nil {
        _ = try contents(layout, tensor)
      }
    }
  }

  @Test func rowsHoldEveryByteThatIsPromised() throws {
    for spelling in QuantizerPropertyTests.spellings {
      let tensor = try quantized(spelling)
      let total = try contents(.rows, tensor).values.reduce(0) { $0 + $1.bytes.count }
      #expect(total == tensor.scheme.storedByteCount(for: shape), "\(spelling)")
    }
  }

  /// ŵ = (q − zero) · scale[g_idx[k]], read as a loader of the format reads it.
  @Test(arguments: ["int4:g32", "int3:g32", "int8:channel", "int2-sym:g32", "int4-sym:channel"])
  func integersReadBackByTheFormulaOfGPTQ(spelling: String) throws {
    let tensor = try quantized(spelling)
    let bits = tensor.scheme.bitWidth
    let parts = try contents(.gptq, tensor)
    let weightWords = words(try #require(parts["m.qweight"]).bytes)
    let zeroWords = words(try #require(parts["m.qzeros"]).bytes)
    let scales = try #require(parts["m.scales"]).bytes
    let groupOfInput = words(try #require(parts["m.g_idx"]).bytes)
    let restored = tensor.dequantized()
    for output in 0..<shape.rows {
      for input in 0..<shape.columns {
        let group = Int(groupOfInput[input])
        let code = field(weightWords, stride: shape.rows, column: output, index: input, bits: bits)
        let zeroRow = Array(zeroWords.dropFirst(group * shape.rows * bits / 32))
        let zero = field(zeroRow, stride: 1, column: 0, index: output, bits: bits)
        let weight = Float(code - zero) * half(scales, group * shape.rows + output)
        #expect(weight == restored[output * shape.columns + input])
      }
    }
  }

  /// c = LUT[q]; ŵ = c · (c ≥ 0 ? scales : scales2), with the tables of the AFPQ authors.
  @Test(arguments: [
    ("afpq4:g32", [-6, -4, -3, -2, -1.5, -1, -0.5, 0, 0, 0.5, 1, 1.5, 2, 3, 4, 6] as [Float]),
    ("fp3:g32", [-4, -2, -1, 0, 0, 1, 2, 4]), ("afpq-nf4:g32", CodeTable.normalFloat4.valuesByCode),
    ("nf3:g64", CodeTable.normalFloat3.valuesByCode),
  ])
  func floatingPointReadsBackByTheTablesOfTheAuthors(spelling: String, table: [Float]) throws {
    let tensor = try quantized(spelling)
    let parts = try contents(.gptq, tensor)
    #expect(parts["m.qzeros"] == nil)
    let weightWords = words(try #require(parts["m.qweight"]).bytes)
    let positive = try #require(parts["m.scales"]).bytes
    let negative = parts["m.scales2"]?.bytes ?? positive
    #expect((parts["m.scales2"] != nil) == (tensor.scheme.scaling == .twoScale))
    let restored = tensor.dequantized()
    for output in 0..<shape.rows {
      for input in 0..<shape.columns {
        let index = field(
          weightWords, stride: shape.rows, column: output, index: input,
          bits: tensor.scheme.bitWidth)
        let group = input / tensor.layout.groupSize * shape.rows + output
        let value = table[index]
        let weight = value * (value >= 0 ? half(positive, group) : half(negative, group))
        #expect(weight == restored[output * shape.columns + input])
      }
    }
  }

  /// The words of two published examples of the bit stream.
  @Test func streamsAreThoseOfGPTQ() {
    let cases: [(codes: [UInt8], bits: Int, words: [UInt32])] = [
      ((0..<32).map { UInt8((5 * $0 + 3) % 8) }, 3, [0x43C6_7543, 0x7543_C675, 0xC675_43C6]),
      ([3, 8, 13, 2, 7, 12, 1, 6], 4, [0x61C7_2D83]),
    ]
    for (codes, bits, expected) in cases {
      var bytes: [UInt8] = []
      BitPacking.pack(codes.span, bitWidth: bits, into: &bytes)
      #expect(words(bytes) == expected)
    }
  }

  @Test func nvfp4HasTheReciprocalOfTheTensorScale() throws {
    let tensor = try quantized("nvfp4")
    let parts = try contents(.compressedTensors, tensor)
    let global = Float(bitPattern: words(try #require(parts["m.weight_global_scale"]).bytes)[0])
    #expect(global == 1 / (try #require(tensor.tensorScale)))
    #expect(parts["m.weight_packed"]?.array.shape == [32, 32])
    #expect(parts["m.weight_scale"]?.array.elementType == .f8e4m3)
  }

  @Test(arguments: [
    (PackingLayout.gptq, "afpq4:bf16", 64, "float16"), (.gptq, "fp6", 64, "fp6-e3m2"),
    (.gptq, "int5", 64, "5 bits"), (.gptq, "int4:two-scale:g32", 64, "two scales"),
    (.gptq, "fp4-zp:g32", 64, "offsets"), (.gptq, "int4:g48", 64, "group size 48"),
    (.gptq, "int4:tensor", 64, "one group per tensor"),
    (.gptq, "int4:channel", 40, "multiple of 32"),
    (.compressedTensors, "afpq4", 64, "two-scale"),
    (.compressedTensors, "mxfp4", 48, "group size 32"),
  ])
  func whatALayoutCannotHoldIsRefusedWithTheReason(
    layout: PackingLayout, spelling: String, columns: Int, reason: String
  ) throws {
    let scheme = try QuantizationScheme(parsing: spelling)
    do throws(QuantizationError) {
      _ = try layout.arrays(
        for: "m.weight", scheme: scheme, shape: MatrixShape(rows: 32, columns: columns))
      Issue.record("\(spelling) was accepted")
    } catch {
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  @Test func tensorsThatAreNoModulesWeightAreRefused() throws {
    let scheme = try QuantizationScheme(parsing: "int4:g32")
    #expect(throws: QuantizationError.self) {
      try PackingLayout.gptq.arrays(for: "embeddings", scheme: scheme, shape: shape)
    }
  }
}
