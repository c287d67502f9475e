import NumericFormats
import Quantization

extension Setting {
  static let schemeSettings = [
    Setting(
      "scheme", "SCHEME", help: "the number format and its groups, such as afpq4:g64 or mxfp4",
      current: { $0.scheme.shortDescription },
      candidates: { _, typed in schemeCandidates(typed) },
      apply: { state, word throws(SettingError) in
        try state.take { () throws(SchemeError) in try QuantizationScheme(parsing: word) }
      }),
    Setting(
      "bits", "2…8", help: "the bits of an element, in the family of the scheme",
      current: { String($0.scheme.bitWidth) },
      candidates: { _, typed in matching(typed, in: (2...8).map(String.init)) },
      apply: setBits),
    Setting(
      "group-size", "N|channel|tensor",
      help: "weights in a group; channel or -1 is one group per row",
      current: { $0.scheme.granularity.word },
      candidates: { _, typed in matching(typed, in: groupSizes) },
      apply: setGroupSize),
    Setting(
      "split", "eXmY", help: "how the bits of an FP element are shared out",
      current: { state in state.splits.first { $0.value == state.scheme.element }?.word },
      candidates: { state, typed in matching(typed, in: state.splits.map(\.word)) },
      apply: setSplit),
    Setting(
      "scale-format", ScaleFormat.allCases.map(\.name).joined(separator: "|"),
      help: "how scales are stored",
      current: { $0.scheme.scaleFormat.name },
      candidates: { _, typed in matching(typed, in: ScaleFormat.allCases.map(\.name)) },
      apply: { state, word throws(SettingError) in
        let formats = ScaleFormat.allCases.map { ($0.name, $0) }
        let format = try value(of: word, noun: "scale format", formats)
        try state.change { $0.scaleFormat = format }
      }),
    Setting(
      "clipping", "absmax|mse", help: "how the extents of a group are chosen",
      current: { state in clippings.first { $0.value == state.scheme.clipping }?.word },
      candidates: { _, typed in matching(typed, in: clippings.map(\.word)) },
      apply: { state, word throws(SettingError) in
        let clipping = try value(of: word, noun: "clipping", clippings)
        try state.change { $0.clipping = clipping }
      }),
  ]

  private static let clippings: [Choice<Clipping>] = [
    ("absmax", .absoluteMaximum), ("mse", .leastSquares),
  ]

  private static let groupSizes =
    ["16", "32", "64", "128", "256", "512", "1024", "channel", "tensor"]

  /// Short names, and behind a colon the words that can follow.
  private static func schemeCandidates(_ typed: String) -> [String] {
    guard let colon = typed.lastIndex(of: ":") else {
      return matching(typed, in: QuantizationScheme.names)
    }
    let head = typed[...colon]
    let sizes = groupSizes.map { Int($0) == nil ? $0 : "g" + $0 }
    let words = sizes + ScaleFormat.allCases.map(\.name) + ["mse"]
    return matching(String(typed[typed.index(after: colon)...]), in: words).map { head + $0 }
  }

  private static let setBits: Apply = { state, word throws(SettingError) in
    guard let bits = Int(word), (2...8).contains(bits) else {
      throw SettingError("'\(word)' is no bit width: 2 to 8")
    }
    guard bits != state.scheme.bitWidth else { return }
    let next: QuantizationScheme
    do throws(StepRefusal) {
      next = try state.scheme.steppingBits(by: bits - state.scheme.bitWidth)
    } catch {
      throw SettingError(
        "'\(word)' is no bit width of \(state.scheme.element.name): \(error.reason)")
    }
    try state.change { $0 = next }
  }

  private static let setGroupSize: Apply = { state, word throws(SettingError) in
    let granularity: Granularity
    switch (word, Int(word.hasPrefix("g") ? String(word.dropFirst()) : word)) {
    case ("tensor", _): granularity = .perTensor
    case ("channel", _), (_, -1): granularity = .perChannel
    case (_, let size?) where size > 0: granularity = .perGroup(size: size)
    default:
      throw SettingError(
        "'\(word)' is no group size: a positive number, channel or -1 for a row, or tensor")
    }
    try state.change { $0.granularity = granularity }
  }

  private static let setSplit: Apply = { state, word throws(SettingError) in
    let splits = state.splits
    guard !splits.isEmpty else {
      throw SettingError(
        "\(state.scheme.element.name) has no exponent to split; fp4 and afpq4 have")
    }
    let element = try value(of: word, noun: "split of \(state.scheme.bitWidth) bits", splits)
    try state.change { $0.element = element }
  }
}

extension AppState {
  /// The ways to share out the bits of the element; none where it has no exponent.
  fileprivate var splits: [Setting.Choice<ElementFormat>] {
    guard case .minifloat(let format) = scheme.element else { return [] }
    return Minifloat.splits(bitWidth: format.bitWidth).map { ($0.name, .minifloat($0)) }
  }

  fileprivate mutating func change(
    _ change: (inout QuantizationScheme) -> Void
  ) throws(SettingError) {
    var next = scheme
    change(&next)
    try take { () throws(SchemeError) in next }
  }

  fileprivate mutating func take(
    _ scheme: () throws(SchemeError) -> QuantizationScheme
  ) throws(SettingError) {
    do throws(SchemeError) {
      try use(try scheme())
    } catch {
      throw SettingError("\(error)")
    }
  }
}

extension Granularity {
  /// The value of the group size that stands for it.
  fileprivate var word: String {
    if case .perGroup(let size) = self { String(size) } else { name }
  }
}
