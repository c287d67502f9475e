import NumericFormats

/// The short names of schemes, as rows of data.
struct SchemeShortNames: Sendable {
  /// Names with what they stand for, the preferred name of a scheme first.
  let rows: [(name: String, scheme: QuantizationScheme)]
  private let schemes: [String: QuantizationScheme]

  init(rows: [(name: String, scheme: QuantizationScheme)]) {
    self.rows = rows
    schemes = Dictionary(rows.map { ($0.name, $0.scheme) }) { first, _ in first }
  }

  func scheme(named name: String) -> QuantizationScheme? { schemes[name] }
}

extension QuantizationScheme {
  /// The short names that `init(parsing:)` reads, by family and bits.
  public static var names: [String] { shortNames.rows.map(\.name) }

  static let shortNames = SchemeShortNames(
    rows: integerNames + floatNames + tableNames + microscalingNames)

  private static func grouped(
    _ name: String, _ element: ElementFormat, _ scaling: Scaling, size: Int = 128,
    _ scaleFormat: ScaleFormat = .float16
  ) -> (name: String, scheme: QuantizationScheme) {
    let scheme = QuantizationScheme(
      element: element, scaling: scaling, granularity: .perGroup(size: size),
      scaleFormat: scaleFormat)
    return (name, scheme)
  }

  private static let integerNames = (2...8).flatMap { bits in
    [
      grouped("int\(bits)", .integer(bits: bits), .affine),
      grouped("int\(bits)-sym", .integer(bits: bits), .symmetric),
    ]
  }

  private static let floatNames = (3...8).flatMap { bits in
    let preferred = Minifloat.preferred(bitWidth: bits).map { [("\(bits)", $0)] } ?? []
    let splits = Minifloat.splits(bitWidth: bits).map { ("\(bits)-\($0.name)", $0) }
    return (preferred + splits).flatMap { suffix, format in
      [
        grouped("fp\(suffix)", .minifloat(format), .symmetric),
        grouped("afpq\(suffix)", .minifloat(format), .twoScale),
        grouped("fp\(suffix)-zp", .minifloat(format), .affine),
      ]
    }
  }

  private static let tableNames = CodeTable.allCases.flatMap { table in
    [
      grouped(table.name, .table(table), .symmetric),
      grouped("afpq-\(table.name)", .table(table), .twoScale),
      grouped("\(table.name)-zp", .table(table), .affine),
    ]
  }

  private static let microscalingNames = [
    grouped("mxfp4", .minifloat(.e2m1), .symmetric, size: 32, .e8m0),
    grouped("mxfp6-e2m3", .minifloat(.e2m3), .symmetric, size: 32, .e8m0),
    grouped("mxfp6-e3m2", .minifloat(.e3m2), .symmetric, size: 32, .e8m0),
    grouped("mxfp8-e4m3", .minifloat(.e4m3), .symmetric, size: 32, .e8m0),
    grouped("mxfp8-e5m2", .minifloat(.e5m2), .symmetric, size: 32, .e8m0),
    grouped("mxint8", .integer(bits: 8), .symmetric, size: 32, .e8m0),
    grouped("nvfp4", .minifloat(.e2m1), .symmetric, size: 16, .e4m3WithTensorScale),
    grouped("amxfp4", .minifloat(.e2m1), .twoScale, size: 32, .e5m2),
  ]
}

extension QuantizationScheme {
  /// The shortest spelling: the short name that needs the fewest overrides, with them.
  ///
  /// `afpq4:g64`, `mxfp4`, `fp4-e3m0:mse`. A name that stands for a scale format is never used for
  /// another one.
  public var shortDescription: String {
    let candidates = Self.shortNames.rows
      .filter { $0.scheme.element == element && $0.scheme.scaling == scaling }
      .filter { $0.scheme.scaleFormat == scaleFormat || $0.scheme.scaleFormat == .float16 }
      .map { [$0.name] + overrides(of: $0.scheme) }
    let shortest = candidates.min { $0.count < $1.count }
    return shortest?.joined(separator: ":") ?? description
  }

  private func overrides(of base: QuantizationScheme) -> [String] {
    var words: [String] = []
    if granularity != base.granularity { words.append(granularity.name) }
    if scaleFormat != base.scaleFormat { words.append(scaleFormat.name) }
    return words + optionNames
  }
}
