import CQuantKernels
import NumericFormats

/// How the elements of one dtype become float32; it allocates nothing.
///
/// Elements are little-endian, as in the file; so is every machine this runs on.
enum Widening: Sendable {
  case table(WideningTable)
  /// The formats that weights come in.
  case stored(StoredElement)
  case float64
  case int16, uint16, int32, uint32, int64, uint64

  /// - Returns: `nil` for dtypes whose elements are no float32 numbers, or share a byte.
  init?(_ dataType: DataType) {
    if let element = StoredElement(dataType) {
      self = .stored(element)
      return
    }
    switch dataType {
    case .bool: self = .table(.bool)
    case .u8: self = .table(.uint8)
    case .i8: self = .table(.int8)
    case .f64: self = .float64
    case .i16: self = .int16
    case .u16: self = .uint16
    case .i32: self = .int32
    case .u32: self = .uint32
    case .i64: self = .int64
    case .u64: self = .uint64
    default: return nil
    }
  }

  /// Widens all of `bytes` to the start of `destination`.
  func widen(
    _ bytes: RawSpan, into destination: inout MutableSpan<Float>,
    by kernels: qk_kernels = qk_best().pointee
  ) {
    switch self {
    case .table(let table): map(bytes, &destination) { (code: UInt8) in table.values[Int(code)] }
    case .stored(let element): run(kernels, bytes, element, &destination)
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
  _ kernels: qk_kernels, _ bytes: RawSpan, _ element: StoredElement,
  _ destination: inout MutableSpan<Float>
) {
  let count = bytes.byteCount / element.byteCount
  precondition(count <= destination.count)
  bytes.withUnsafeBytes { source in
    destination.withUnsafeMutableBufferPointer { weights in
      guard let source = source.baseAddress, let weights = weights.baseAddress else { return }
      kernels.widen(element.kernelElement, source, count, weights)
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
