import CQuantKernels
import NumericFormats

/// The stored parameters of groups, one after the other, as a packed tensor holds them.
struct ParameterBytes {
  private(set) var scales: [UInt8]
  private(set) var negativeScales: [UInt8]?
  private(set) var zeroPoints: [UInt8]?
  private(set) var offsets: [UInt8]?
  private let format: ScaleFormat
  /// Groups whose parameters are there; the bytes of the others are 0.
  private var groupCount = 0

  /// - Parameter groupCount: of so many groups parameters will be appended.
  init(_ scheme: QuantizationScheme, groupCount: Int) {
    format = scheme.scaleFormat
    let numbers = [UInt8](repeating: 0, count: groupCount * format.bitWidth / 8)
    scales = numbers
    switch (scheme.scaling, scheme.element.isInteger) {
    case (.symmetric, _): break
    case (.twoScale, _): negativeScales = numbers
    case (.affine, true): zeroPoints = [UInt8](repeating: 0, count: groupCount)
    case (.affine, false): offsets = numbers
    }
  }

  mutating func append(_ groups: ArraySlice<qk_group>) {
    groups.withUnsafeBufferPointer { groups in
      format.write(groups, \.positive_scale, to: &scales, after: groupCount)
      negativeScales.mutate { format.write(groups, \.negative_scale, to: &$0, after: groupCount) }
      offsets.mutate { format.write(groups, \.offset, to: &$0, after: groupCount) }
      zeroPoints.mutate { bytes in
        for (index, group) in groups.enumerated() {
          bytes[groupCount + index] = UInt8(group.zero_point)
        }
      }
      groupCount += groups.count
    }
  }
}

extension Optional {
  /// Changes what is there in its place.
  fileprivate mutating func mutate(_ body: (inout Wrapped) -> Void) {
    guard var value = take() else { return }
    body(&value)
    self = value
  }
}

extension ScaleFormat {
  /// Writes the little-endian bits of values that the format holds behind those of `count` groups.
  fileprivate func write(
    _ groups: UnsafeBufferPointer<qk_group>, _ value: (qk_group) -> Float, to bytes: inout [UInt8],
    after count: Int
  ) {
    switch self {
    case .float16:
      write(groups, to: &bytes, count) { UInt16(truncatingIfNeeded: value($0).halfPattern) }
    case .bfloat16:
      write(groups, to: &bytes, count) { UInt16(truncatingIfNeeded: bitPattern(of: value($0))) }
    case .float32: write(groups, to: &bytes, count) { bitPattern(of: value($0)) }
    case .e8m0, .e4m3, .e4m3WithTensorScale, .e5m2:
      write(groups, to: &bytes, count) { UInt8(truncatingIfNeeded: bitPattern(of: value($0))) }
    }
  }

  private func write<Pattern: FixedWidthInteger>(
    _ groups: UnsafeBufferPointer<qk_group>, to bytes: inout [UInt8], _ count: Int,
    _ pattern: (qk_group) -> Pattern
  ) {
    let size = MemoryLayout<Pattern>.size
    precondition((count + groups.count) * size <= bytes.count)
    bytes.withUnsafeMutableBytes { bytes in
      for (index, group) in groups.enumerated() {
        bytes.storeBytes(
          of: pattern(group).littleEndian, toByteOffset: (count + index) * size, as: Pattern.self)
      }
    }
  }
}

extension Float {
  /// The binary16 bits of a number that binary16 holds; the general conversion is a call.
  fileprivate var halfPattern: UInt32 {
    let sign = bitPattern >> 16 & 0x8000
    let magnitude = bitPattern & 0x7FFF_FFFF
    // Subnormal below 2^−14: a number of units of 2^−24.
    if magnitude < 0x3880_0000 { return sign | UInt32(self.magnitude * 0x1p24) }
    return sign | (magnitude >> 13 - 0x1_C000)
  }
}
