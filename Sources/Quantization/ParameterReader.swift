import CQuantKernels
import NumericFormats

/// Reads the stored parameters of a packed tensor's groups, some at a time: those of a large tensor
/// would not stay in the caches.
struct ParameterReader {
  /// The first ones are those that were read last.
  private(set) var groups: [qk_group]
  private var numbers: [Float]

  /// - Parameter largestCount: of at most so many groups parameters are read at a time.
  init(largestCount: Int) {
    groups = Array(repeating: qk_group(), count: largestCount)
    numbers = Array(repeating: 0, count: largestCount)
  }

  mutating func read(_ range: Range<Int>, of packed: PackedTensor) {
    let format = packed.scheme.scaleFormat
    format.widen(packed.scales, range, to: &numbers)
    for index in 0..<range.count {
      groups[index] = qk_group(
        positive_scale: numbers[index], negative_scale: numbers[index], zero_point: 0, offset: 0)
    }
    if let scales = packed.negativeScales {
      format.widen(scales, range, to: &numbers)
      for index in 0..<range.count { groups[index].negative_scale = numbers[index] }
    }
    if let zeroPoints = packed.zeroPoints {
      for (index, group) in range.enumerated() {
        groups[index].zero_point = Float(zeroPoints[group])
      }
    }
    if let offsets = packed.offsets {
      format.widen(offsets, range, to: &numbers)
      for index in 0..<range.count { groups[index].offset = numbers[index] }
    }
  }
}

extension PackedTensor {
  /// Looks at the parameters of all groups.
  ///
  /// - Throws: `QuantizationError.damaged` for numbers that are NaN or infinite, negative scales and
  ///   zero points that are no codes.
  func checkParameters() throws(QuantizationError) {
    try checkNumbers(scales, "scales", areScales: true)
    if let negativeScales { try checkNumbers(negativeScales, "negative scales", areScales: true) }
    if let offsets { try checkNumbers(offsets, "offsets", areScales: false) }
    let limit = (1 << scheme.bitWidth) - 1
    if let bad = zeroPoints?.first(where: { Int($0) > limit }) {
      throw .damaged(part: "zero points", reason: "\(bad) is more than \(limit)")
    }
    if let tensorScale, !(tensorScale > 0 && tensorScale.isFinite) {
      throw .damaged(part: "tensor scales", reason: "\(tensorScale) is no positive number")
    }
  }

  private func checkNumbers(
    _ bytes: [UInt8], _ part: String, areScales: Bool
  ) throws(QuantizationError) {
    let format = scheme.scaleFormat
    let count = bytes.count / (format.bitWidth / 8)
    var numbers = [Float](repeating: 0, count: min(count, 4096))
    for start in stride(from: 0, to: count, by: max(numbers.count, 1)) {
      let range = start..<min(start + numbers.count, count)
      format.widen(bytes, range, to: &numbers)
      for (index, number) in zip(range, numbers) {
        if !number.isFinite {
          throw .damaged(part: part, reason: "number \(index) is NaN or infinite")
        }
        if areScales, number < 0 { throw .damaged(part: part, reason: "\(number) is negative") }
      }
    }
  }
}

extension ScaleFormat {
  /// Some of the numbers that little-endian bits stand for, NaN and infinities included, to the
  /// start of `numbers`.
  fileprivate func widen(_ bytes: [UInt8], _ range: Range<Int>, to numbers: inout [Float]) {
    guard let element else {
      for (index, place) in range.enumerated() {
        numbers[index] = value(ofBitPattern: UInt32(bytes[place])) ?? .nan
      }
      return
    }
    let size = bitWidth / 8
    precondition(range.count <= numbers.count && range.upperBound * size <= bytes.count)
    bytes.withUnsafeBytes { bytes in
      numbers.withUnsafeMutableBufferPointer { numbers in
        guard let first = bytes.baseAddress, let target = numbers.baseAddress else { return }
        qk_best().pointee.widen(element, first + range.lowerBound * size, range.count, target)
      }
    }
  }

  /// How the kernels name it; `nil` where they do not know it.
  private var element: qk_element? {
    switch self {
    case .float32: QK_ELEMENT_F32
    case .float16: QK_ELEMENT_F16
    case .bfloat16: QK_ELEMENT_BF16
    case .e4m3, .e4m3WithTensorScale: QK_ELEMENT_E4M3
    case .e5m2: QK_ELEMENT_E5M2
    case .e8m0: nil
    }
  }
}
