import NumericFormats

/// How the elements of one dtype become float32. This is the plain reference; it allocates nothing.
///
/// Elements are little-endian, as in the file; so is every machine this runs on.
enum Widening: Sendable {
  case table(WideningTable)
  case float16, bfloat16, float32, float64
  case int16, uint16, int32, uint32, int64, uint64

  /// - Returns: `nil` for dtypes whose elements are no float32 numbers, or share a byte.
  init?(_ dataType: DataType) {
    switch dataType {
    case .bool: self = .table(.bool)
    case .u8: self = .table(.uint8)
    case .i8: self = .table(.int8)
    case .f8e4m3: self = .table(.e4m3)
    case .f8e5m2: self = .table(.e5m2)
    case .f16: self = .float16
    case .bf16: self = .bfloat16
    case .f32: self = .float32
    case .f64: self = .float64
    case .i16: self = .int16
    case .u16: self = .uint16
    case .i32: self = .int32
    case .u32: self = .uint32
    case .i64: self = .int64
    case .u64: self = .uint64
    case .f4, .f6e2m3, .f6e3m2, .f8e8m0, .f8e4m3fnuz, .f8e5m2fnuz, .c64: return nil
    }
  }

  /// Widens all of `bytes` to the start of `destination`.
  func widen(_ bytes: RawSpan, into destination: inout MutableSpan<Float>) {
    switch self {
    case .table(let table): map(bytes, &destination) { (code: UInt8) in table.values[Int(code)] }
    case .float16: map(bytes, &destination, Float.init(binary16:))
    case .bfloat16:
      map(bytes, &destination) { (pattern: UInt16) in
        Float(bitPattern: UInt32(pattern) << 16)
      }
    case .float32: map(bytes, &destination) { (value: Float) in value }
    case .float64: map(bytes, &destination) { (value: Double) in Float(value) }
    case .int16: map(bytes, &destination) { (value: Int16) in Float(value) }
    case .uint16: map(bytes, &destination) { (value: UInt16) in Float(value) }
    case .int32: map(bytes, &destination) { (value: Int32) in Float(value) }
    case .uint32: map(bytes, &destination) { (value: UInt32) in Float(value) }
    case .int64: map(bytes, &destination) { (value: Int64) in Float(value) }
    case .uint64: map(bytes, &destination) { (value: UInt64) in Float(value) }
    }
  }
}

/// The one loop. Inlined, so that each dtype gets its own; bounds are checked once in front of it.
@inline(__always)
private func map<Stored: BitwiseCopyable>(
  _ bytes: RawSpan, _ destination: inout MutableSpan<Float>, _ widened: (Stored) -> Float
) {
  let width = MemoryLayout<Stored>.size
  let count = bytes.byteCount / width
  precondition(count <= destination.count)
  for index in 0..<count {
    let stored = unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index * width, as: Stored.self)
    unsafe destination[unchecked: index] = widened(stored)
  }
}

extension Float {
  /// The value of an IEEE 754 binary16 pattern, exactly.
  ///
  /// Moving the fields into place leaves the exponent short by the difference of the biases; one
  /// exact product makes up for it, subnormals included. Swift's own conversion is a call.
  @inline(__always)
  init(binary16 pattern: UInt16) {
    let magnitude = UInt32(pattern & 0x7FFF) << 13
    let sign = UInt32(pattern & 0x8000) << 16
    let finite = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    // Infinity and NaN keep their payload; the quiet bit is set as a conversion would.
    let special = magnitude | 0x7F80_0000 | (magnitude & 0x007F_FFFF == 0 ? 0 : 0x0040_0000)
    self.init(bitPattern: sign | (magnitude < 0x0F80_0000 ? finite : special))
  }
}

/// The values of all 256 codes of an eight-bit dtype.
struct WideningTable: Sendable {
  let values: [Float]

  private init(_ value: (UInt8) -> Float) { values = (0...UInt8.max).map(value) }

  static let bool = WideningTable { $0 == 0 ? 0 : 1 }
  static let uint8 = WideningTable { Float($0) }
  static let int8 = WideningTable { Float(Int8(bitPattern: $0)) }
  static let e4m3 = WideningTable { code in Minifloat.e4m3.value(ofCode: code) ?? .nan }
  static let e5m2 = WideningTable { code in
    // OCP E5M2: the top exponent without mantissa is infinite.
    switch code {
    case 0x7C: .infinity
    case 0xFC: -.infinity
    default: Minifloat.e5m2.value(ofCode: code) ?? .nan
    }
  }
}
