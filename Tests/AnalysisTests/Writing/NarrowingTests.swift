import Checkpoints
import NumericFormats
import Testing

@testable import Analysis

struct NarrowingTests {
  /// Every finite value of the dtype that is not negative, ascending.
  private static func magnitudes(_ dataType: DataType) -> [Float] {
    let patterns: [Float?] =
      switch dataType {
      case .f16: (0..<0x7C00).map { Float(Float16(bitPattern: $0)) }
      case .bf16: (0..<0x7F80).map { Float(bitPattern: UInt32($0) << 16) }
      case .f8e4m3: (0..<0x7F).map { Minifloat.e4m3.value(ofCode: $0) }
      case .f8e5m2: (0..<0x7C).map { Minifloat.e5m2.value(ofCode: $0) }
      default: []
      }
    return patterns.compactMap(\.self)
  }

  private func pattern(_ weight: Float, _ dataType: DataType) throws -> Int {
    let narrowing = try #require(Narrowing(dataType))
    return narrowing.bytes(of: [weight]).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private func patterns(_ weights: [Float], _ dataType: DataType) throws -> [Int] {
    let bytes = try #require(Narrowing(dataType)).bytes(of: weights)
    let width = dataType.bitWidth / 8
    return weights.indices.map { index in
      (0..<width).reduce(0) { $0 | Int(bytes[index * width + $1]) << (8 * $1) }
    }
  }

  static let narrow: [DataType] = [.f16, .bf16, .f8e4m3, .f8e5m2]

  @Test(arguments: narrow)
  func everyValueKeepsItsPattern(dataType: DataType) throws {
    let values = Self.magnitudes(dataType)
    let sign = 1 << (dataType.bitWidth - 1)
    #expect(try patterns(values, dataType) == Array(values.indices))
    #expect(try patterns(values.map { -$0 }, dataType) == values.indices.map { $0 | sign })
  }

  @Test(arguments: narrow)
  func halfwayBetweenTwoValuesGoesToTheEvenOne(dataType: DataType) throws {
    let values = Self.magnitudes(dataType)
    let pairs = zip(values, values.dropFirst())
    // Halving first keeps the largest two values from overflowing; below the normal range of
    // float32 the sum is exact and its half may not be, so the sum is halved there.
    let middles = pairs.map { low, high in high < 0x1p-100 ? (low + high) / 2 : low / 2 + high / 2 }
    let isExact = zip(pairs, middles).map { pair, middle in middle > pair.0 && middle < pair.1 }
    #expect(!isExact.contains(false))
    let even = middles.indices.map { $0.isMultiple(of: 2) ? $0 : $0 + 1 }
    #expect(try patterns(middles, dataType) == even)
    #expect(try patterns(middles.map(\.nextDown), dataType) == Array(middles.indices))
    #expect(try patterns(middles.map(\.nextUp), dataType) == middles.indices.map { $0 + 1 })
  }

  @Test(arguments: narrow)
  func finiteWeightsStayFinite(dataType: DataType) throws {
    let largest = Self.magnitudes(dataType).count - 1
    let sign = 1 << (dataType.bitWidth - 1)
    #expect(try pattern(.greatestFiniteMagnitude, dataType) == largest)
    #expect(try pattern(-.greatestFiniteMagnitude, dataType) == largest | sign)
  }

  @Test(arguments: [
    (DataType.f16, Float.infinity, 0x7C00), (.f16, -.infinity, 0xFC00), (.f16, .nan, 0x7E00),
    (.bf16, .infinity, 0x7F80), (.bf16, -.infinity, 0xFF80), (.bf16, .nan, 0x7FC0),
    (.f8e5m2, .infinity, 0x7C), (.f8e5m2, -.infinity, 0xFC), (.f8e5m2, .nan, 0x7E),
    (.f8e4m3, .infinity, 0x7F), (.f8e4m3, -.infinity, 0xFF), (.f8e4m3, .nan, 0x7F),
  ])
  func infinitiesAndNaNStayWhatTheyAre(dataType: DataType, weight: Float, expected: Int) throws {
    #expect(try pattern(weight, dataType) == expected)
  }

  /// A NaN whose payload lies in the lower half must not become an infinity.
  @Test func everyNaNStaysOne() throws {
    let weight = Float(bitPattern: 0xFF80_0001)
    #expect(try pattern(weight, .bf16) == 0xFFC0)
  }

  @Test(arguments: [0, -0.0, 1, -0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude] as [Float])
  func wideTypesAreExact(weight: Float) throws {
    #expect(try pattern(weight, .f32) == Int(weight.bitPattern))
    let bytes = try #require(Narrowing(.f64)).bytes(of: [weight])
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(bits == Double(weight).bitPattern)
  }

  @Test func typesWithoutWeightsAreRefused() {
    for dataType in DataType.allCases {
      #expect((Narrowing(dataType) != nil) == dataType.isFloatingPoint, "\(dataType)")
    }
  }
}
