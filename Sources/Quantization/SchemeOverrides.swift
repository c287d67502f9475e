import NumericFormats

/// The words behind the head of a scheme, each kind at most once.
struct SchemeOverrides {
  let text: String
  private var granularity: Granularity?
  private var scaleFormat: ScaleFormat?
  private var sharedExponentRule: SharedExponentRule?
  private var scaleConstraint: ScaleConstraint?
  private var isPowerOfTwo: Bool?
  private var clipping: Clipping?
  private var ties: TieBreaking?

  init(text: String) { self.text = text }

  mutating func add(_ word: String) throws(SchemeError) {
    if let value = Granularity(name: word) {
      try set(&granularity, value, word)
    } else if let value = ScaleFormat(rawValue: word) {
      try set(&scaleFormat, value, word)
    } else if let value = SharedExponentRule(rawValue: word), value != .floor {
      try set(&sharedExponentRule, value, word)
    } else if let value = ScaleConstraint(rawValue: word), value != .none {
      try set(&scaleConstraint, value, word)
    } else {
      switch word {
      case "pot": try set(&isPowerOfTwo, true, word)
      case "mse": try set(&clipping, .leastSquares, word)
      case "ties-lower": try set(&ties, .toLower, word)
      default:
        throw .unreadable(
          text: text, reason: "'\(word)' is no granularity, scale format or option")
      }
    }
  }

  private func set<Value>(
    _ slot: inout Value?, _ value: Value, _ word: String
  ) throws(SchemeError) {
    guard slot == nil else {
      throw .unreadable(text: text, reason: "'\(word)' repeats or contradicts an earlier word")
    }
    slot = value
  }

  func apply(to scheme: inout QuantizationScheme) throws(SchemeError) {
    if let granularity { scheme.granularity = granularity }
    if let scaleFormat { scheme.scaleFormat = scaleFormat }
    if let sharedExponentRule { scheme.sharedExponentRule = sharedExponentRule }
    if let scaleConstraint { scheme.scaleConstraint = scaleConstraint }
    if let clipping { scheme.clipping = clipping }
    if let ties { scheme.ties = ties }
    if isPowerOfTwo != nil { try applyPowerOfTwo(to: &scheme) }
  }

  /// AMXFP4's power-of-two mode is two shared exponents (arXiv 2411.09909), which the scale format
  /// already says; the word is another spelling of it.
  private func applyPowerOfTwo(to scheme: inout QuantizationScheme) throws(SchemeError) {
    guard scheme.scaling == .twoScale, !scheme.element.isInteger else {
      throw .incompatible(
        part: "pot", other: "\(scheme.element.name) \(scheme.scaling.rawValue)",
        reason: "it is the power-of-two mode of two-scale floating point")
    }
    guard scaleFormat == nil else {
      throw .unreadable(text: text, reason: "'pot' and a scale format contradict each other")
    }
    scheme.scaleFormat = .e8m0
  }
}
