import CQuantKernels

/// How the elements of one dtype become float32; it allocates nothing.
///
/// Elements are little-endian, as in the file; so is every machine this runs on.
enum Widening: Sendable {
  case table(WideningTable)
  /// The formats that weights come in.
  case float16, bfloat16, e4m3, e5m2
  case float32, float64
  case int16, uint16, int32, uint32, int64, uint64

  /// - Returns: `nil` for dtypes whose elements are no float32 numbers, or share a byte.
  init?(_ dataType: DataType) {
    switch dataType {
    case .bool: self = .table(.bool)
    case .u8: self = .table(.uint8)
    case .i8: self = .table(.int8)
    case .f8e4m3: self = .e4m3
    case .f8e5m2: self = .e5m2
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
  func widen(
    _ bytes: RawSpan, into destination: inout MutableSpan<Float>,
    by kernels: qk_kernels = qk_best().pointee
  ) {
    switch self {
    case .table(let table): map(bytes, &destination) { (code: UInt8) in table.values[Int(code)] }
    case .float16: run(kernels.widen_f16, bytes, width: 2, &destination)
    case .bfloat16: run(kernels.widen_bf16, bytes, width: 2, &destination)
    case .e4m3: run(kernels.widen_e4m3, bytes, width: 1, &destination)
    case .e5m2: run(kernels.widen_e5m2, bytes, width: 1, &destination)
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

private func run(
  _ kernel: @convention(c) (UnsafeRawPointer, Int, UnsafeMutablePointer<Float>) -> Void,
  _ bytes: RawSpan, width: Int, _ destination: inout MutableSpan<Float>
) {
  let count = bytes.byteCount / width
  precondition(count <= destination.count)
  bytes.withUnsafeBytes { source in
    destination.withUnsafeMutableBufferPointer { weights in
      guard let source = source.baseAddress, let weights = weights.baseAddress else { return }
      kernel(source, count, weights)
    }
  }
}

/// The loop of all others. Inlined, so that each dtype gets its own; bounds are checked once in front of it.
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

/// The values of all 256 patterns of a one-byte dtype of whole numbers.
struct WideningTable: Sendable {
  let values: [Float]

  private init(_ value: (UInt8) -> Float) { values = (0...UInt8.max).map(value) }

  static let bool = WideningTable { $0 == 0 ? 0 : 1 }
  static let uint8 = WideningTable { Float($0) }
  static let int8 = WideningTable { Float(Int8(bitPattern: $0)) }
}
