import Analysis
import NumericFormats
import Quantization

/// What the heatmap shows of every group, in the order of its key.
enum HeatmapKind: Sendable, Hashable, CaseIterable {
  case asymmetry
  case absoluteMaximum
  case kurtosis
  case normalizedError
  case twoScaleGain

  func title(for scheme: QuantizationScheme) -> String {
    switch self {
    case .asymmetry: "asymmetry"
    case .absoluteMaximum: "absolute maximum"
    case .kurtosis: "excess kurtosis"
    case .normalizedError: "NMSE of \(scheme.shortDescription)"
    case .twoScaleGain: "AFPQ gain over symmetric FP in dB"
    }
  }

  func measure(for scheme: QuantizationScheme) -> HeatmapMeasure {
    switch self {
    case .asymmetry: .asymmetry
    case .absoluteMaximum: .absoluteMaximum
    case .kurtosis: .kurtosis
    case .normalizedError: .normalizedError(scheme)
    case .twoScaleGain: Self.gain(like: scheme)
    }
  }

  /// As the error panel compares them: at the same bits, groups, scales and options.
  private static func gain(like scheme: QuantizationScheme) -> HeatmapMeasure {
    var base = scheme
    if scheme.hasNarrowScales {
      base.scaleFormat = .float16
      base.sharedExponentRule = .floor
    }
    let element = base.floatingPointElement
    return .gain(base.with(element, .twoScale), over: base.with(element, .symmetric))
  }

  func text(_ value: Float) -> String {
    switch self {
    case .asymmetry: NumberText.fixed(Double(value), decimals: 3)
    case .kurtosis: NumberText.fixed(Double(value), decimals: 2)
    case .absoluteMaximum: NumberText.weight(value)
    case .normalizedError: NumberText.scientific(Double(value))
    case .twoScaleGain: NumberText.decibels(Double(value))
    }
  }
}
