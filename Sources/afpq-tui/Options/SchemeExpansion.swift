import NumericFormats
import Quantization

/// Schemes multiplied by bit widths and group sizes, in a fixed order, each once.
struct SchemeExpansion {
  private(set) var schemes: [QuantizationScheme]
  /// Bit widths that the family of a scheme does not have.
  private(set) var notes: [String] = []

  init(_ schemes: [QuantizationScheme]) {
    self.schemes = schemes
    removeRepeats()
  }

  /// Puts every scheme at each of the widths that its family has.
  ///
  /// - Throws: `CommandFailure` where nothing is left.
  mutating func apply(bitWidths: [Int]) throws(CommandFailure) {
    var members: [QuantizationScheme] = []
    for scheme in schemes {
      for bits in bitWidths {
        guard let element = scheme.element.relative(bits: bits) else {
          notes.append("left out: \(scheme.shortDescription) has no relative of \(bits) bits")
          continue
        }
        var member = scheme
        member.element = element
        members.append(member)
      }
    }
    guard !members.isEmpty else { throw CommandFailure(notes.joined(separator: "; ")) }
    schemes = members
    removeRepeats()
  }

  mutating func apply(_ granularities: [Granularity]) {
    schemes = schemes.flatMap { scheme in
      granularities.map { granularity in
        var scheme = scheme
        scheme.granularity = granularity
        return scheme
      }
    }
    removeRepeats()
  }

  /// Changes every scheme.
  ///
  /// - Throws: `SchemeError` where the parts of one do not go together any more.
  mutating func update(_ change: (inout QuantizationScheme) -> Void) throws(SchemeError) {
    for index in schemes.indices {
      change(&schemes[index])
      try schemes[index].validate()
    }
    removeRepeats()
  }

  private mutating func removeRepeats() {
    var seen: Set<QuantizationScheme> = []
    schemes = schemes.filter { seen.insert($0).inserted }
  }
}

extension ElementFormat {
  /// The format of another width that a family continues with; `nil` where it ends.
  fileprivate func relative(bits: Int) -> ElementFormat? {
    if bits == bitWidth { return self }
    switch self {
    case .integer: return (2...8).contains(bits) ? .integer(bits: bits) : nil
    case .minifloat: return Minifloat.preferred(bitWidth: bits).map { .minifloat($0) }
    case .table(let table): return table.relative(bits: bits).map { .table($0) }
    }
  }
}

extension CodeTable {
  fileprivate func relative(bits: Int) -> CodeTable? {
    let family: [CodeTable] =
      switch self {
      case .normalFloat3, .normalFloat4: [.normalFloat3, .normalFloat4]
      case .studentFloat3, .studentFloat4: [.studentFloat3, .studentFloat4]
      case .bitsandbytesFP4: [.bitsandbytesFP4]
      }
    return family.first { $0.bitWidth == bits }
  }
}
