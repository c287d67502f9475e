public import NumericFormats

/// Everything that decides which codes and which group parameters a tensor gets.
public struct QuantizationScheme: Sendable, Hashable {
  /// What one element stores.
  public var element: ElementFormat
  /// How the parameters of a group follow from its weights.
  public var scaling: Scaling
  /// Which elements share their parameters.
  public var granularity: Granularity
  /// How the parameters are stored. Codes are chosen with the stored values.
  public var scaleFormat: ScaleFormat
  /// How an E8M0 scale follows from the largest magnitude; without effect on other formats.
  public var sharedExponentRule: SharedExponentRule
  /// A restriction of the scales to powers of two.
  public var scaleConstraint: ScaleConstraint
  /// How the extents of a group are chosen.
  public var clipping: Clipping
  /// Where weights go that lie exactly between two values.
  public var ties: TieBreaking

  public init(
    element: ElementFormat, scaling: Scaling, granularity: Granularity,
    scaleFormat: ScaleFormat = .float16, sharedExponentRule: SharedExponentRule = .floor,
    scaleConstraint: ScaleConstraint = .none, clipping: Clipping = .absoluteMaximum,
    ties: TieBreaking = .toEven
  ) {
    self.element = element
    self.scaling = scaling
    self.granularity = granularity
    self.scaleFormat = scaleFormat
    self.sharedExponentRule = sharedExponentRule
    self.scaleConstraint = scaleConstraint
    self.clipping = clipping
    self.ties = ties
  }

  /// Bits of one code.
  public var bitWidth: Int { element.bitWidth }
}

/// How the parameters of a group follow from its weights.
public enum Scaling: String, Sendable, Hashable, CaseIterable {
  /// One scale, from the largest magnitude.
  case symmetric
  /// One scale from the whole range, and a zero point (integers) or an offset (all others).
  case affine
  /// One scale for the positive and one for the negative weights: AFPQ (arXiv 2311.01792, §3).
  case twoScale = "two-scale"
}

/// Which elements share their parameters. Groups run along the last dimension.
public enum Granularity: Sendable, Hashable {
  case perTensor
  /// One group per output row.
  case perChannel
  /// `size` consecutive elements of a row; the last group of a row may be shorter.
  case perGroup(size: Int)
}

/// How a shared exponent (E8M0) follows from a group's largest magnitude; OCP MX v1.0 leaves the
/// choice open and every one of these yields valid files.
public enum SharedExponentRule: String, Sendable, Hashable, CaseIterable {
  /// The exponent of the largest magnitude less that of the grid's maximum; large values saturate.
  case floor
  /// One more unless the largest magnitude is a power of two.
  case ceil
  /// The largest magnitude is first rounded to the element's mantissa.
  case even
  /// The next power of two at which nothing saturates.
  case rceil
}

/// Scales restricted to powers of two, so that widening an element is a shift: ZeroQuant-FP
/// (arXiv 2307.09782), §3.
public enum ScaleConstraint: String, Sendable, Hashable, CaseIterable {
  case none
  /// Every scale becomes the next power of two.
  case m1
  /// Every scale becomes the row's largest scale divided by a power of two, never rounded down.
  case m2
  /// M2 with the ceiling that the paper's formula states, which rounds scales down and clips.
  case m2Literal = "m2-literal"
}

/// How the extents of a group are chosen.
public enum Clipping: Sendable, Hashable {
  /// The grid just reaches the largest magnitude.
  case absoluteMaximum
  /// The extents are scaled by the factor, of a fixed set, with the least squared error.
  case leastSquares
}
