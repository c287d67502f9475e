import NumericFormats
public import Quantization

/// A family of schemes that one key stands for; the key again takes the next member.
enum SchemeFamily: Sendable, Hashable, CaseIterable {
  case integer
  case floatingPoint
  case twoScale
  case normalFloat
  case microscaling

  /// The members with the bits, group size, scale format and options of `base`. Bits that a family
  /// does not have become the nearest it has; microscaling formats bring all but the clipping.
  func members(like base: QuantizationScheme) -> [QuantizationScheme] {
    switch self {
    case .integer:
      let element = ElementFormat.integer(bits: base.bitWidth.clamped(to: 2...8))
      return [base.with(element, .affine), base.with(element, .symmetric)]
    case .floatingPoint:
      let element = base.floatingPointElement
      return [base.with(element, .symmetric), base.with(element, .affine)]
    case .twoScale:
      let tables: [CodeTable] =
        switch base.bitWidth {
        case 3: [.normalFloat3]
        case 4: [.normalFloat4]
        default: []
        }
      return ([base.floatingPointElement] + tables.map { .table($0) })
        .map { base.with($0, .twoScale) }
    case .normalFloat:
      let tables: [CodeTable] =
        base.bitWidth <= 3 ? [.normalFloat3, .studentFloat3] : [.normalFloat4, .studentFloat4]
      return tables.map { base.with(.table($0), .symmetric) }
    case .microscaling:
      return Self.microscalingFormats.map { format in
        var scheme = format
        scheme.clipping = base.clipping
        return scheme
      }
    }
  }

  /// The first member, or the one after `current` where that is a member.
  func next(after current: QuantizationScheme, like base: QuantizationScheme)
    -> QuantizationScheme
  {
    let members = members(like: base)
    let position = members.firstIndex {
      ($0.element, $0.scaling) == (current.element, current.scaling)
        && $0.scaleFormat == current.scaleFormat
    }
    return members[position.map { ($0 + 1) % members.count } ?? 0]
  }

  private static let microscalingFormats = [
    "mxfp4", "mxfp6-e2m3", "mxfp6-e3m2", "mxfp8-e4m3", "mxfp8-e5m2", "mxint8", "nvfp4", "amxfp4",
  ].compactMap { QuantizationScheme($0) }
}

extension QuantizationScheme {
  /// AFPQ at four bits in groups of 128: what the explorer starts with.
  public static let standard = QuantizationScheme(
    element: .minifloat(.e2m1), scaling: .twoScale, granularity: .perGroup(size: 128))

  /// Whether scales have eight bits, as in the microscaling formats.
  var hasNarrowScales: Bool { scaleFormat.bitWidth == 8 }

  func with(_ element: ElementFormat, _ scaling: Scaling) -> QuantizationScheme {
    var scheme = self
    scheme.element = element
    scheme.scaling = scaling
    return scheme
  }

  /// The scheme's own split where it has one, otherwise the preferred one of its bits.
  var floatingPointElement: ElementFormat {
    if case .minifloat = element { return element }
    return .minifloat(Minifloat.preferred(bitWidth: bitWidth.clamped(to: 3...8)) ?? .e2m1)
  }
}

extension Comparable {
  func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
