import NumericFormats

/// A code table of the AFPQ authors (arXiv 2311.01792, reference code): ascending values, zero
/// twice in the floating-point ones, all rounded to float16 as their code stores them.
struct AuthorsTable: Sendable, Hashable {
  let name: String
  let values: [Float]

  private init(_ name: String, _ values: [Float]) {
    self.name = name
    self.values = values.map { Float(Float16($0)) }
  }

  static let fp3 = AuthorsTable("fp3", [-4, -2, -1, 0, 0, 1, 2, 4])
  static let fp4 = AuthorsTable(
    "fp4", [-6, -4, -3, -2, -1.5, -1, -0.5, 0, 0, 0.5, 1, 1.5, 2, 3, 4, 6])
  static let nf3 = AuthorsTable("nf3", CodeTable.normalFloat3.valuesByCode)
  static let nf4 = AuthorsTable("nf4", CodeTable.normalFloat4.valuesByCode)

  /// Chooses between a floating-point and a NormalFloat table, which no part names.
  ///
  /// The upper half of a floating-point table starts with the second zero, a code that the
  /// authors' nearest search never produces; in a NormalFloat table it is the smallest positive
  /// value, which weights take all the time. A sample of the codes tells.
  ///
  /// - Returns: `nil` for a number of bits without a table.
  init?(inferredFrom parts: GPTQParts, _ reader: PartReader) {
    guard parts.bits == 3 || parts.bits == 4 else { return nil }
    let codes = parts.codes
    let sample = try? codes.codes(
      0..<min(codes.length, 64), ofStreams: 0..<min(codes.count, 64), from: reader)
    let isNormalFloat = sample?.contains(1 << UInt8(parts.bits - 1)) ?? false
    self =
      parts.bits == 3 ? (isNormalFloat ? .nf3 : .fp3) : (isNormalFloat ? .nf4 : .fp4)
  }
}
