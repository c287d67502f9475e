import NumericFormats

/// One representable value of a group at its real parameters.
public struct GridEntry: Sendable, Hashable {
  public var code: UInt8
  /// What the code stands for before scaling: the format's value, or code − zero point.
  public var value: Float
  /// The weight that the code restores to.
  public var restored: Float
  /// Weights above this, up to `upper`, take this code; −∞ for the first. The decision itself
  /// falls on the quotient weight / scale, so a bound is exact to one rounding.
  public var lower: Float
  /// +∞ for the last.
  public var upper: Float

  public init(code: UInt8, value: Float, restored: Float, lower: Float, upper: Float) {
    self.code = code
    self.value = value
    self.restored = restored
    self.lower = lower
    self.upper = upper
  }
}

extension Quantizer {
  /// Every code of a group, ascending by value.
  ///
  /// - Parameter parameters: the group's, tensor scale included.
  public func grid(of parameters: GroupParameters) -> [GridEntry] {
    let codes: [UInt8]
    let thresholds: [Float]
    if codec.hasZeroPoint {
      codes = (0..<1 << scheme.bitWidth).map { UInt8($0) }
      thresholds = codes.dropFirst().map { codec.value(of: $0, parameters) - 0.5 }
    } else {
      codes = codebook.codes
      thresholds = codebook.thresholds
    }
    let bounds = thresholds.map { codec.restored($0, parameters) }
    return codes.indices.map { rank in
      GridEntry(
        code: codes[rank], value: codec.value(of: codes[rank], parameters),
        restored: codec.decode(codes[rank], parameters),
        lower: rank == 0 ? -.infinity : bounds[rank - 1],
        upper: rank == bounds.count ? .infinity : bounds[rank])
    }
  }
}
