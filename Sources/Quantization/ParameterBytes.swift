import CQuantKernels
import NumericFormats

/// The stored parameters of groups, one after the other, as a packed tensor holds them.
struct ParameterBytes {
  private(set) var scales: [UInt8] = []
  private(set) var negativeScales: [UInt8]?
  private(set) var zeroPoints: [UInt8]?
  private(set) var offsets: [UInt8]?
  private let format: ScaleFormat

  /// - Parameter groupCount: of so many groups parameters will be appended.
  init(_ scheme: QuantizationScheme, groupCount: Int) {
    format = scheme.scaleFormat
    switch (scheme.scaling, scheme.element.isInteger) {
    case (.symmetric, _): break
    case (.twoScale, _): negativeScales = []
    case (.affine, true): zeroPoints = []
    case (.affine, false): offsets = []
    }
    let size = groupCount * format.bitWidth / 8
    scales.reserveCapacity(size)
    negativeScales?.reserveCapacity(size)
    zeroPoints?.reserveCapacity(groupCount)
    offsets?.reserveCapacity(size)
  }

  mutating func append(_ groups: ArraySlice<qk_group>) {
    format.append(groups, \.positive_scale, to: &scales)
    if var bytes = negativeScales.take() {
      format.append(groups, \.negative_scale, to: &bytes)
      negativeScales = bytes
    }
    if var bytes = offsets.take() {
      format.append(groups, \.offset, to: &bytes)
      offsets = bytes
    }
    zeroPoints?.append(contentsOf: groups.lazy.map { UInt8($0.zero_point) })
  }
}

extension ScaleFormat {
  /// Appends the little-endian bits of values that the format holds.
  fileprivate func append(
    _ groups: ArraySlice<qk_group>, _ value: (qk_group) -> Float, to bytes: inout [UInt8]
  ) {
    switch self {
    case .float16:
      append(groups, to: &bytes) { UInt16(truncatingIfNeeded: value($0).halfPattern) }
    case .bfloat16:
      append(groups, to: &bytes) { UInt16(truncatingIfNeeded: bitPattern(of: value($0))) }
    case .float32: append(groups, to: &bytes) { bitPattern(of: value($0)) }
    case .e8m0, .e4m3, .e4m3WithTensorScale, .e5m2:
      append(groups, to: &bytes) { UInt8(truncatingIfNeeded: bitPattern(of: value($0))) }
    }
  }

  private func append<Pattern: FixedWidthInteger>(
    _ groups: ArraySlice<qk_group>, to bytes: inout [UInt8], _ pattern: (qk_group) -> Pattern
  ) {
    let size = MemoryLayout<Pattern>.size
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: groups.count * size))
    bytes.withUnsafeMutableBytes { bytes in
      for (index, group) in groups.enumerated() {
        bytes.storeBytes(
          of: pattern(group).littleEndian, toByteOffset: start + index * size, as: Pattern.self)
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
