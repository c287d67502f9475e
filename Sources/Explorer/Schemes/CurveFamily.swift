import NumericFormats
import Quantization

/// Schemes that differ in nothing but their bits: a curve of the comparison.
enum CurveFamily: Sendable, Hashable, CaseIterable {
  case integer
  case symmetricInteger
  case floatingPoint
  case floatingPointZeroPoint
  case twoScale
  case normalFloat
  case twoScaleNormalFloat
  case studentFloat
  case microscaling
  case nvfp
  case asymmetricMicroscaling

  var name: String {
    switch self {
    case .integer: "INT"
    case .symmetricInteger: "INT sym"
    case .floatingPoint: "FP"
    case .floatingPointZeroPoint: "FP zp"
    case .twoScale: "AFPQ"
    case .normalFloat: "NF"
    case .twoScaleNormalFloat: "AFPQ-NF"
    case .studentFloat: "SF"
    case .microscaling: "MX"
    case .nvfp: "NVFP"
    case .asymmetricMicroscaling: "AMXFP"
    }
  }

  /// The letter of its points.
  var letter: Character {
    switch self {
    case .integer: "I"
    case .symmetricInteger: "i"
    case .floatingPoint: "F"
    case .floatingPointZeroPoint: "f"
    case .twoScale: "A"
    case .normalFloat: "N"
    case .twoScaleNormalFloat: "n"
    case .studentFloat: "S"
    case .microscaling: "M"
    case .nvfp: "V"
    case .asymmetricMicroscaling: "X"
    }
  }

  /// All members with the group size, scale format and options of `base`, fewest bits first.
  func members(like base: QuantizationScheme) -> [QuantizationScheme] {
    switch self {
    case .integer: (2...8).map { base.with(.integer(bits: $0), .affine) }
    case .symmetricInteger: (2...8).map { base.with(.integer(bits: $0), .symmetric) }
    case .floatingPoint: Self.minifloats.map { base.with($0, .symmetric) }
    case .floatingPointZeroPoint: Self.minifloats.map { base.with($0, .affine) }
    case .twoScale: Self.minifloats.map { base.with($0, .twoScale) }
    case .normalFloat: Self.normalFloats.map { base.with($0, .symmetric) }
    case .twoScaleNormalFloat: Self.normalFloats.map { base.with($0, .twoScale) }
    case .studentFloat:
      [.studentFloat3, .studentFloat4].map { base.with(.table($0), .symmetric) }
    case .microscaling: microscalingMembers(like: base) { $0.scaleFormat == .e8m0 }
    case .nvfp: microscalingMembers(like: base) { $0.scaleFormat == .e4m3WithTensorScale }
    case .asymmetricMicroscaling: microscalingMembers(like: base) { $0.scaling == .twoScale }
    }
  }

  private func microscalingMembers(
    like base: QuantizationScheme, where belongs: (QuantizationScheme) -> Bool
  ) -> [QuantizationScheme] {
    SchemeFamily.microscaling.members(like: base).filter(belongs)
  }

  private static let minifloats = (3...8).compactMap { bits in
    Minifloat.preferred(bitWidth: bits).map { ElementFormat.minifloat($0) }
  }
  private static let normalFloats = [CodeTable.normalFloat3, .normalFloat4].map {
    ElementFormat.table($0)
  }
}

/// The schemes that the comparison screen sets against each other.
struct SchemeLineup: Sendable, Equatable {
  let current: QuantizationScheme
  let pinned: QuantizationScheme?
  /// Where the families without a block size of their own take theirs from.
  let base: QuantizationScheme

  /// - Parameters:
  ///   - plain: the last scheme whose scales have at least 16 bits.
  ///   - pinned: takes part, too.
  init(
    current: QuantizationScheme, plain: QuantizationScheme, pinned: QuantizationScheme? = nil
  ) {
    self.current = current
    self.pinned = pinned
    var base = current.hasNarrowScales ? plain : current
    base.clipping = current.clipping
    self.base = base
  }

  var bitWidth: Int { current.bitWidth }

  /// Every family at the current bits; the current and the pinned scheme come first where no family
  /// has them.
  var schemes: [QuantizationScheme] {
    let members = CurveFamily.allCases.flatMap { family in
      family.members(like: base).filter { $0.bitWidth == bitWidth }
    }
    let others = [current, pinned].compactMap(\.self).filter { !members.contains($0) }
    return others + members
  }

  /// All members of all families.
  var curveSchemes: [QuantizationScheme] {
    CurveFamily.allCases.flatMap { $0.members(like: base) }
  }

  func family(of scheme: QuantizationScheme) -> CurveFamily? {
    CurveFamily.allCases.first { $0.members(like: base).contains(scheme) }
  }
}

extension AppState {
  var lineup: SchemeLineup {
    SchemeLineup(current: scheme, plain: plainScheme, pinned: rival)
  }
}
