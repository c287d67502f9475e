import CQuantKernels

/// The values of a grid that may be nearest to a quotient, by cells of equal width, where every
/// cell has one or two of them.
///
/// A weight whose sign picks its scale meets the values of that sign alone, as magnitudes.
struct KernelNearby: Sendable {
  let kind: qk_nearby
  /// Cells to a unit, of positive weights or all of them and of negative ones.
  let perUnit: (Float, Float)
  /// The cell of a quotient of 0.
  let origin: Float
  /// For each of both 32 lower values and 32 upper ones.
  let values: [Float]

  /// How far a quotient in cells may be off where a cell has two values: many times more than
  /// products in float32 make of it.
  private static let slack = 0x1p-7
  private static let lastCell = 31.0

  /// - Parameter values: of the grid, ascending.
  init(_ values: [Float], zeroRank: Int, bySign: Bool) {
    let sides =
      bySign
      ? [Array(values[zeroRank...]), values[...zeroRank].reversed().map { -$0 }] : [values, values]
    let one = sides.compactMap { Side($0, isExact: true) }
    let found = one.count == sides.count ? one : sides.compactMap { Side($0, isExact: false) }
    guard found.count == sides.count else {
      (kind, perUnit, origin) = (QK_NEARBY_UNKNOWN, (1, 1), 0)
      self.values = Array(repeating: 0, count: 128)
      return
    }
    kind = one.count == sides.count ? QK_NEARBY_ONE : QK_NEARBY_TWO
    perUnit = (found[0].perUnit, found[1].perUnit)
    origin = found[0].origin
    self.values = found.flatMap { $0.lower + $0.upper }
  }

  private struct Side {
    let perUnit: Float
    let origin: Float
    private(set) var lower: [Float] = []
    private(set) var upper: [Float] = []

    /// - Parameters:
    ///   - values: ascending.
    ///   - isExact: whether all cells have one value, because thresholds are their edges.
    init?(_ values: [Float], isExact: Bool) {
      let thresholds = zip(values, values.dropFirst()).map { (Double($0) + Double($1)) / 2 }
      let least = min(thresholds.first ?? 0, 0)
      let range = (thresholds.last ?? 0) - least
      guard range < 0x1p20, !(range < 0x1p-20 && range > 0) else { return nil }
      let most = range == 0 ? 1 : lastCell / range
      perUnit =
        isExact
        ? Float(sign: .plus, exponent: most.exponent, significand: 1) : Float(most * (1 - 0x1p-5))
      origin = Float((-least * Double(perUnit)).rounded(.up))
      let edges = thresholds.map { $0 * Double(perUnit) + Double(origin) }
      let slack = isExact ? 0 : KernelNearby.slack
      for cell in 0...Int(lastCell) {
        let first = cell == 0 ? 0 : edges.count { $0 <= Double(cell) - slack }
        let last =
          cell == Int(lastCell) ? edges.count : edges.count { $0 < Double(cell + 1) + slack }
        guard last - first <= (isExact ? 0 : 1) else { return nil }
        lower.append(values[first])
        upper.append(values[last])
      }
    }
  }
}
