import NumericFormats

/// Where a search among at most 16 values begins: cells of equal width over all quotients, and the
/// least rank in each of them.
struct KernelCells: Sendable {
  /// By the lowest six bits of a cell's number, −31…31.
  let ranks: [Int16]
  /// Cells to a unit of a quotient, or of a code that is counted from a zero point.
  let perUnit: Float
  /// How many ranks above its least one a cell has at most.
  let steps: Int

  /// The outermost thresholds, in cells: within the last cell but one on both sides.
  private static let reach = 30.25
  /// How far a quotient in cells may be off, and several times more than a reciprocal of 14 bits
  /// and two roundings make of it.
  private static let slack = 0x1p-7

  /// - Parameter thresholds: ascending, in quotients.
  init(thresholds: [Double]) {
    let farthest = thresholds.map(\.magnitude).max() ?? 0
    let perUnit = farthest > 0 ? Float(Self.reach / farthest) : 1
    let edges = thresholds.map { $0 * Double(perUnit) }
    var ranks = [Int16](repeating: 0, count: 64)
    var steps = 0
    for cell in -31...31 {
      let isLast = cell == 31
      let least = cell == -31 ? 0 : edges.count { $0 < Double(cell) - 0.5 - Self.slack }
      let most = isLast ? edges.count : edges.count { $0 < Double(cell) + 0.5 + Self.slack }
      ranks[cell & 63] = Int16(least)
      steps = max(steps, most - least)
    }
    (self.ranks, self.perUnit, self.steps) = (ranks, perUnit, steps)
  }

  /// Of a zero point: codes up to the largest one, counted from their middle so that both sides
  /// reach as far.
  init(largestCode: Int) {
    self.init(thresholds: (0..<largestCode).map { Double($0) + 0.5 - Double(largestCode) / 2 })
  }
}
