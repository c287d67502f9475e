import CQuantKernels
import Testing

@testable import Checkpoints

@Suite struct WideningTests {
  @Test func everyBinary16PatternIsExact() throws {
    let patterns = Array(UInt16.min...UInt16.max)
    for kernels in Self.kernels {
      for (pattern, value) in try zip(patterns, widened(patterns, .f16, by: kernels)) {
        #expect(isSame(value, Float(Float16(bitPattern: pattern))), "\(pattern)")
      }
    }
  }

  @Test func everyBfloat16PatternIsTheUpperHalfOfAFloat() throws {
    let patterns = Array(UInt16.min...UInt16.max)
    for kernels in Self.kernels {
      for (pattern, value) in try zip(patterns, widened(patterns, .bf16, by: kernels)) {
        #expect(value.bitPattern == UInt32(pattern) << 16)
      }
    }
  }

  /// What is left over after the last full vector is neither lost nor written too far.
  @Test(arguments: [DataType.f16, .bf16])
  func everyLengthIsWidenedWhole(_ dataType: DataType) {
    for kernels in Self.kernels {
      for count in 0...67 {
        let patterns = (0..<count).map { UInt16(0x3C00 + 11 * $0) }
        let whole = patterns.map { dataType == .f16 ? Float(Float16(bitPattern: $0)) : 0 }
        var destination = [Float](repeating: -7, count: count + 1)
        var span = destination.mutableSpan
        Widening(dataType)?.widen(patterns.span.bytes, into: &span, by: kernels)
        #expect(destination[count] == -7)
        let expected =
          dataType == .f16 ? whole : patterns.map { Float(bitPattern: UInt32($0) << 16) }
        #expect(Array(destination.prefix(count)) == expected)
      }
    }
  }

  @Test func everyE4M3CodeIsItsOCPValue() throws {
    let codes = Array(UInt8.min...UInt8.max)
    for kernels in Self.kernels {
      for (code, value) in try zip(0..<256, widened(codes, .f8e4m3, by: kernels)) {
        let (exponent, mantissa) = (code >> 3 & 15, Float(code & 7))
        let power = Float(sign: .plus, exponent: max(exponent, 1) - 10, significand: 1)
        let magnitude = (exponent == 0 ? mantissa : 8 + mantissa) * power
        let expected = code & 127 == 127 ? Float.nan : code < 128 ? magnitude : -magnitude
        #expect(isSame(value, expected), "\(code)")
      }
    }
  }

  @Test func everyE5M2CodeIsTheUpperHalfOfABinary16() throws {
    let codes = Array(UInt8.min...UInt8.max)
    for kernels in Self.kernels {
      for (code, value) in try zip(0..<256, widened(codes, .f8e5m2, by: kernels)) {
        #expect(isSame(value, Float(Float16(bitPattern: UInt16(code) << 8))), "\(code)")
      }
    }
  }

  @Test func doublesRoundToNearestAndOverflowToInfinity() throws {
    let values: [Double] = [0.1, 1e39, -1e39, 1e-50, .infinity, .nan, 0x1.0000010p0, 0x1.000003p0]
    let expected: [Float] = [
      0.1, .infinity, -.infinity, 0, .infinity, .nan, 1, 0x1.000004p0,
    ]
    #expect(zip(try widened(values, .f64), expected).allSatisfy(isSame))
  }

  @Test func floatsStayTheSameBitForBit() throws {
    let values: [Float] = [0, -0.0, 1.5, .infinity, .leastNonzeroMagnitude, -.pi]
    #expect(try widened(values, .f32).map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func integersAreConverted() throws {
    #expect(try widened([0, 1, 2, 255] as [UInt8], .bool) == [0, 1, 1, 1])
    #expect(try widened([0, 255] as [UInt8], .u8) == [0, 255])
    #expect(try widened([-128, 127] as [Int8], .i8) == [-128, 127])
    #expect(try widened([-32768, 32767] as [Int16], .i16) == [-32768, 32767])
    #expect(try widened([0, 65535] as [UInt16], .u16) == [0, 65535])
    #expect(try widened([.min, 16_777_217] as [Int32], .i32) == [-2_147_483_648, 16_777_216])
    #expect(try widened([.max] as [UInt32], .u32) == [4_294_967_296])
    #expect(try widened([.min, 16_777_219] as [Int64], .i64) == [-0x1p63, 16_777_220])
    #expect(try widened([.max] as [UInt64], .u64) == [0x1p64])
  }

  @Test func aRangeGoesToTheStartOfTheDestination() throws {
    let checkpoint = OneTensor(.i16, [10, 20, 30, 40, 50] as [Int16])
    var destination: [Float] = [-1, -1, -1, -1]
    var span = destination.mutableSpan
    try checkpoint.readElements(2..<4, of: checkpoint.tensor, into: &span)
    #expect(destination == [30, 40, -1, -1])
  }

  @Test(
    arguments: [
      .f4, .f6e2m3, .f6e3m2, .f8e8m0, .f8e4m3fnuz, .f8e5m2fnuz, .c64,
    ] as [DataType])
  func otherTypesAreRefusedByName(_ dataType: DataType) {
    let expected = CheckpointError.unsupportedDataType(tensor: "t", dataType: dataType)
    #expect(throws: expected) { _ = try widened([0, 0, 0] as [UInt64], dataType) }
  }

  @Test func everyFloatingPointTypeIsSupported() {
    for dataType in DataType.allCases where dataType.isFloatingPoint {
      #expect(Widening(dataType) != nil, "\(dataType)")
    }
  }

  private static var kernels: [qk_kernels] {
    var found = [UnsafePointer<qk_kernels>?](repeating: nil, count: 8)
    let count = qk_available(&found, found.count)
    return found.prefix(count).compactMap { $0?.pointee }
  }

  private func isSame(_ left: Float, _ right: Float) -> Bool {
    left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
  }

  private func widened<Stored: BitwiseCopyable>(
    _ values: [Stored], _ dataType: DataType, by kernels: qk_kernels? = nil
  ) throws -> [Float] {
    let checkpoint = OneTensor(dataType, values)
    var destination = [Float](repeating: -7, count: checkpoint.tensor.count)
    var span = destination.mutableSpan
    if let kernels {
      Widening(dataType)?.widen(values.span.bytes, into: &span, by: kernels)
      return destination
    }
    try checkpoint.readElements(0..<checkpoint.tensor.count, of: checkpoint.tensor, into: &span)
    return destination
  }
}

/// A checkpoint of one tensor in memory.
private struct OneTensor: Checkpoint {
  let name = "memory"
  let tensor: TensorDescriptor
  let metadata: [MetadataEntry] = []
  private let bytes: [UInt8]

  var tensors: [TensorDescriptor] { [tensor] }

  init<Stored: BitwiseCopyable>(_ dataType: DataType, _ values: [Stored]) {
    bytes = values.withUnsafeBytes { Array($0) }
    tensor = TensorDescriptor(
      name: "t", dataType: dataType, shape: [bytes.count * 8 / dataType.bitWidth])
  }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    try body(bytes.span.bytes)
  }
}
