import NumericFormats
import Quantization
import WeightStatistics

/// What one look at a tensor tells of its groups and columns, added up over chunks in their order.
struct GroupSurvey: Sendable {
  private(set) var signs = SignSplit()
  private(set) var moments = Moments()
  private(set) var asymmetries = AsymmetryCounts()
  /// The extremes of the groups, by chunk, and how far all of them reach.
  private(set) var parts: [(groups: GroupExtremes, extents: GroupExtents)] = []
  private var columnSquares: [Double]

  init(_ shape: MatrixShape) {
    columnSquares = Array(repeating: 0, count: shape.rows > 1 ? shape.columns : 0)
  }

  /// - Parameter found: the asymmetries of the groups that were looked at.
  mutating func add(_ look: MatrixSurvey, _ found: (bins: [UInt32], oneSigned: Int)) {
    signs.merge(look.signs)
    moments.merge(look.moments)
    asymmetries.add(found)
    parts.append((look.groups, TensorSurvey(look).extents))
    columnSquares.withUnsafeMutableBufferPointer { sums in
      look.columnSquares.withUnsafeBufferPointer { squares in
        for column in squares.indices { sums[column] += Double(squares[column]) }
      }
    }
  }

  /// Columns whose root mean square is at least three times that of the tensor.
  var outlierChannelCount: Int {
    let total = columnSquares.reduce(0, +)
    guard total > 0 else { return 0 }
    let limit = 9 * total / Double(columnSquares.count)
    return columnSquares.count { $0 >= limit }
  }
}

extension GroupExtremes {
  /// The groups that may hold an outlier.
  func groups(reachingOutOf range: OutlierRange) -> [Int] {
    maxima.indices.filter { range.contains(maxima[$0]) || range.contains(minima[$0]) }
  }
}

/// Which weights are outliers.
struct OutlierRange: Sendable {
  let mean: Double
  let distance: Double

  /// - Parameter moments: those of the whole tensor.
  init(_ moments: Moments) {
    mean = moments.mean
    distance = TensorSurvey.outlierDeviations * (moments.standardDeviation ?? 0)
  }

  /// Whether there may be an outlier among weights that reach so far.
  func mayContain(_ extents: GroupExtents) -> Bool {
    contains(extents.high) || contains(extents.low)
  }

  /// Whether a weight is an outlier, and so whether a group with this extreme may hold one: rounding
  /// is monotone, so no weight of it lies further from the mean.
  func contains(_ extreme: Float) -> Bool {
    extreme.isFinite && (Double(extreme) - mean).magnitude > distance
  }

  /// The outliers among the weights `range` of `bytes`.
  func count(_ range: Range<Int>, of bytes: RawSpan, as element: StoredElement) -> Int {
    let size = element.byteCount
    return outlierCount(
      of: bytes.extracting(range.lowerBound * size..<range.upperBound * size), as: element,
      beyond: distance, from: mean)
  }
}
