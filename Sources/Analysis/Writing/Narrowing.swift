import Checkpoints
import NumericFormats

/// How float32 weights become the elements of a dtype: the nearest value, ties to even.
///
/// Finite weights stay finite: what lies beyond the largest value becomes that value, as
/// restored weights may by a rounding of their scale. NaN stays NaN; infinities stay what they are,
/// and become NaN in E4M3, which has none. The sign of zero is kept.
enum Narrowing: Sendable {
  case float64, float32, float16, bfloat16, e4m3, e5m2

  /// - Returns: `nil` for dtypes that hold no floating-point weights.
  init?(_ dataType: DataType) {
    switch dataType {
    case .f64: self = .float64
    case .f32: self = .float32
    case .f16: self = .float16
    case .bf16: self = .bfloat16
    case .f8e4m3: self = .e4m3
    case .f8e5m2: self = .e5m2
    case .bool, .f4, .f6e2m3, .f6e3m2, .u8, .i8, .f8e8m0, .f8e4m3fnuz, .f8e5m2fnuz, .i16, .u16,
      .i32, .u32, .c64, .i64, .u64:
      return nil
    }
  }

  /// The elements, little-endian as in the file and on every machine this runs on.
  func bytes(of weights: [Float]) -> [UInt8] {
    switch self {
    case .float64: Self.bytes(weights.map { Double($0).bitPattern })
    case .float32: Self.bytes(weights.map(\.bitPattern))
    case .float16: Self.bytes(weights.map(\.binary16))
    case .bfloat16: Self.bytes(weights.map(\.bfloat16))
    case .e4m3: weights.map { $0.minifloat(.e4m3, infinity: 0x7F, nan: 0x7F) }
    case .e5m2: weights.map { $0.minifloat(.e5m2, infinity: 0x7C, nan: 0x7E) }
    }
  }

  private static func bytes(_ patterns: [some FixedWidthInteger]) -> [UInt8] {
    patterns.withUnsafeBytes { Array($0) }
  }
}

extension Float {
  fileprivate var binary16: UInt16 {
    let narrowed = Float16(self)
    guard narrowed.isInfinite, isFinite else { return narrowed.bitPattern }
    let limit = Float16.greatestFiniteMagnitude
    return (self < 0 ? -limit : limit).bitPattern
  }

  /// The upper half of the bits, one more where the lower half says so; a carry into the exponent
  /// is the next power of two, as it should be.
  fileprivate var bfloat16: UInt16 {
    guard !isNaN else { return UInt16(truncatingIfNeeded: bitPattern >> 16) | 0x0040 }
    let sign = UInt16(truncatingIfNeeded: bitPattern >> 16) & 0x8000
    let magnitude = magnitude.bitPattern
    let isOdd = magnitude >> 16 & 1
    let rounded = UInt16(truncatingIfNeeded: (magnitude + 0x7FFF + isOdd) >> 16)
    return sign | (isFinite ? Swift.min(rounded, 0x7F7F) : 0x7F80)
  }

  fileprivate func minifloat(_ format: ScaleFormat, infinity: UInt8, nan: UInt8) -> UInt8 {
    let sign: UInt8 = self.sign == .minus ? 0x80 : 0
    if isNaN { return sign | nan }
    guard isFinite else { return sign | infinity }
    let nearest = format.roundedOffset(magnitude).value
    return sign | UInt8(truncatingIfNeeded: format.bitPattern(of: nearest))
  }
}
