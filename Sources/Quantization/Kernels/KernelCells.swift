import NumericFormats

/// Where a search among at most 16 values begins: cells of equal width over all quotients, and the
/// least rank in each of them.
struct KernelCells: Sendable {
  /// By the lowest six bits of a cell's number, −31…31.
  let ranks: [Int8]
  /// Cells to a unit of a quotient, or of a code that is counted from a zero point.
  let perUnit: Float
  /// How many ranks above its least one a cell has at most.
  let steps: Int

  /// The ends of the grid, in cells: the scale that a group stores may be a little too small for it.
  private static let reach = 30.0
  /// How far a quotient in cells may be off, and several times more than a reciprocal of 14 bits
  /// and two roundings make of it.
  private static let slack = 0x1p-7

  /// - Parameters:
  ///   - thresholds: ascending, in quotients.
  ///   - end: the largest magnitude of the grid.
  init(thresholds: [Double], end: Double) {
    self.init(thresholds, perUnit: Float(Self.reach / end))
  }

  /// Of a zero point: codes up to the largest one, counted from their middle so that both sides
  /// reach as far, and two cells to a code so that the middle is a whole number of them.
  init(largestCode: Int) {
    self.init((0..<largestCode).map { Double($0) + 0.5 - Double(largestCode) / 2 }, perUnit: 2)
  }

  private init(_ thresholds: [Double], perUnit: Float) {
    let edges = thresholds.map { $0 * Double(perUnit) }
    var ranks = [Int8](repeating: 0, count: 64)
    var steps = 0
    for cell in -31...31 {
      let isLast = cell == 31
      let least = cell == -31 ? 0 : edges.count { $0 < Double(cell) - 0.5 - Self.slack }
      let most = isLast ? edges.count : edges.count { $0 < Double(cell) + 0.5 + Self.slack }
      ranks[cell & 63] = Int8(least)
      steps = max(steps, most - least)
    }
    (self.ranks, self.perUnit, self.steps) = (ranks, perUnit, steps)
  }

  /// Whatever lies no farther from the middle is within the cells, a reciprocal and two roundings
  /// later.
  var farthest: Float { 31 * (1 - 0x1p-10) / perUnit }
}
