import NumericFormats

/// The stored parameters of groups, one after the other, as a packed tensor holds them.
struct ParameterBytes {
  private(set) var scales: [UInt8] = []
  private(set) var negativeScales: [UInt8]?
  private(set) var zeroPoints: [UInt8]?
  private(set) var offsets: [UInt8]?
  private let format: ScaleFormat

  init(_ scheme: QuantizationScheme) {
    format = scheme.scaleFormat
    switch (scheme.scaling, scheme.element.isInteger) {
    case (.symmetric, _): break
    case (.twoScale, _): negativeScales = []
    case (.affine, true): zeroPoints = []
    case (.affine, false): offsets = []
    }
  }

  mutating func append(_ group: GroupParameters) {
    format.append(group.positiveScale, to: &scales)
    if var bytes = negativeScales.take() {
      format.append(group.negativeScale, to: &bytes)
      negativeScales = bytes
    }
    if var bytes = offsets.take() {
      format.append(group.offset, to: &bytes)
      offsets = bytes
    }
    zeroPoints?.append(group.zeroPoint)
  }
}

extension ScaleFormat {
  /// Appends the little-endian bits of a value that the format holds.
  fileprivate func append(_ value: Float, to bytes: inout [UInt8]) {
    let pattern = self == .float16 ? value.halfPattern : bitPattern(of: value)
    bytes.append(UInt8(truncatingIfNeeded: pattern))
    if bitWidth >= 16 { bytes.append(UInt8(truncatingIfNeeded: pattern >> 8)) }
    if bitWidth == 32 {
      bytes.append(UInt8(truncatingIfNeeded: pattern >> 16))
      bytes.append(UInt8(truncatingIfNeeded: pattern >> 24))
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
