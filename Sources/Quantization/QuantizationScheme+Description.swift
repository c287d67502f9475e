import NumericFormats

extension QuantizationScheme: LosslessStringConvertible {
  /// The canonical spelling: every part that decides bytes, defaults of options left out.
  ///
  /// `fp4-e2m1:two-scale:g128:f16`, `fp4-e2m1:symmetric:g32:e8m0:rceil`.
  public var description: String {
    ([element.name, scaling.rawValue, granularity.name, scaleFormat.name] + optionNames)
      .joined(separator: ":")
  }

  /// - Returns: `nil` where `init(parsing:)` throws.
  public init?(_ description: String) {
    try? self.init(parsing: description)
  }

  /// Reads a full spelling (`fp4-e2m1:two-scale:g128`) or a short name (`afpq4:g64:mse`), both
  /// followed by overrides in any order.
  ///
  /// - Throws: `SchemeError` that says which word is not understood, or which parts do not go
  ///   together.
  public init(parsing text: String) throws(SchemeError) {
    var words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let head = words.removeFirst()
    if let scaling = words.first.flatMap(Scaling.init(rawValue:)) {
      guard let element = ElementFormat(name: head) else {
        throw .unreadable(text: text, reason: "'\(head)' is no element format")
      }
      guard words.count > 1, let granularity = Granularity(name: words[1]) else {
        throw .unreadable(text: text, reason: "after the scaling comes tensor, channel or gN")
      }
      self.init(element: element, scaling: scaling, granularity: granularity)
      words.removeFirst(2)
    } else if let named = Self.shortNames.scheme(named: head) {
      self = named
    } else {
      throw .unreadable(text: text, reason: "'\(head)' is no scheme, such as int4, fp4 or afpq4")
    }
    var overrides = SchemeOverrides(text: text)
    for word in words { try overrides.add(word) }
    try overrides.apply(to: &self)
    try validate()
  }

  var optionNames: [String] {
    var names: [String] = []
    if sharedExponentRule != .floor { names.append(sharedExponentRule.rawValue) }
    if scaleConstraint != .none { names.append(scaleConstraint.rawValue) }
    if clipping == .leastSquares { names.append("mse") }
    if ties == .toLower { names.append("ties-lower") }
    return names
  }
}

extension Granularity {
  /// The word in a scheme: `tensor`, `channel`, `g128`.
  public var name: String {
    switch self {
    case .perTensor: "tensor"
    case .perChannel: "channel"
    case .perGroup(let size): "g\(size)"
    }
  }

  init?(name: String) {
    switch name {
    case "tensor": self = .perTensor
    case "channel": self = .perChannel
    default:
      guard name.hasPrefix("g"), let size = Int(name.dropFirst()), size > 0,
        name == "g\(size)"
      else { return nil }
      self = .perGroup(size: size)
    }
  }
}

extension ElementFormat {
  /// Reads a name as `name` prints it; a bare `fpN` is not an element but a short name.
  init?(name: String) {
    if let table = CodeTable(rawValue: name) {
      self = .table(table)
    } else if let format = Self.all.first(where: { $0.name == name }) {
      self = format
    } else {
      return nil
    }
  }

  /// Every integer and every minifloat.
  static let all: [ElementFormat] =
    (2...8).map { .integer(bits: $0) } + Minifloat.all.map { .minifloat($0) }
}
