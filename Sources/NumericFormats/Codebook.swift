/// A finite, ascending set of representable values, each with the bit pattern that encodes it.
///
/// Encoding is nearest-value. The tie rule lives in `thresholds`, so that a loop which encodes
/// needs no rule: the rank of a value is the number of thresholds strictly below it.
public struct Codebook: Sendable, Hashable {
  /// The representable values, strictly ascending; zero is among them.
  public let values: [Float]
  /// `codes[rank]` is the bit pattern of `values[rank]`; zero has the code of +0.
  public let codes: [UInt8]
  /// `thresholds[rank]` is the largest value that still belongs to `values[rank]` or below.
  public let thresholds: [Float]
  /// Bits of one code.
  public let bitWidth: Int
  /// The rank of zero.
  public let zeroRank: Int
  /// The value of every bit pattern, `nan` for patterns that encode no value; both zeros of a
  /// sign-magnitude format read as +0.
  public let valuesByCode: [Float]

  /// - Parameter entries: every finite code with its value, in any order. Of two codes with the
  ///   same value (±0) the lower one is kept.
  /// - Precondition: `entries` has at least two values and zero is among them.
  init(entries: [(code: UInt8, value: Float)], bitWidth: Int, ties: TieBreaking) {
    var ranked: [(code: UInt8, value: Float)] = []
    for entry in entries.sorted(by: { ($0.value, $0.code) < ($1.value, $1.code) })
    where ranked.last?.value != entry.value {
      ranked.append(entry)
    }
    guard ranked.count >= 2, let zeroRank = ranked.firstIndex(where: { $0.value == 0 }) else {
      preconditionFailure("a codebook needs zero and one more value")
    }
    values = ranked.map { $0.value }
    codes = ranked.map { $0.code }
    thresholds = zip(ranked, ranked.dropFirst()).map { lower, upper in
      // Halves, because the sum of the largest values can overflow. Both products are exact.
      let midpoint = lower.value * 0.5 + upper.value * 0.5
      let tieGoesUp = ties == .toEven && lower.code & 1 == 1
      return tieGoesUp ? midpoint.nextDown : midpoint
    }
    self.bitWidth = bitWidth
    self.zeroRank = zeroRank
    var valuesByCode = [Float](repeating: .nan, count: 1 << bitWidth)
    // Adding zero makes +0 of −0 and changes nothing else.
    for entry in entries { valuesByCode[Int(entry.code)] = entry.value + 0 }
    self.valuesByCode = valuesByCode
  }

  /// A codebook whose codes are the positions in `table`.
  ///
  /// - Precondition: `table` holds 2 to 256 finite values, zero among them.
  public init(table: [Float], ties: TieBreaking = .toEven) {
    precondition((2...256).contains(table.count))
    self.init(
      entries: table.enumerated().map { (code: UInt8($0.offset), value: $0.element) },
      bitWidth: Int.bitWidth - (table.count - 1).leadingZeroBitCount, ties: ties)
  }

  public var minimum: Float { values[0] }
  public var maximum: Float { values[values.count - 1] }

  /// The position of the representable value nearest to `value`; beyond the ends it saturates.
  ///
  /// - Complexity: O(log n).
  public func rank(of value: Float) -> Int {
    var low = 0
    var high = thresholds.count
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
