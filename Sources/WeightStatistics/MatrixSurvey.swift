import CQuantKernels
public import NumericFormats

/// What one look at whole rows of a matrix tells, read as they are stored.
public struct MatrixSurvey: Sendable {
  public let signs: SignSplit
  /// Good to about eight digits: up to a thousand terms at a time are added in float32.
  public let moments: Moments
  /// Row by row.
  public let groups: GroupExtremes
  /// Σw² of every column, in float32; empty where it was not asked for.
  public let columnSquares: [Float]

  /// - Parameters:
  ///   - bytes: whole rows, little-endian.
  ///   - groupSize: weights of a group; the last one of a row may have fewer.
  ///   - squaresColumns: whether `columnSquares` is wanted.
  /// - Returns: `nil` where a weight is NaN or infinite, or so large that such sums are.
  public init?(
    of bytes: RawSpan, as element: StoredElement, columns: Int, groupSize: Int,
    squaresColumns: Bool
  ) {
    self.init(
      of: bytes, as: element, columns: columns, groupSize: groupSize,
      squaresColumns: squaresColumns, by: qk_best().pointee)
  }

  init?(
    of bytes: RawSpan, as element: StoredElement, columns: Int, groupSize: Int,
    squaresColumns: Bool, by kernels: qk_kernels
  ) {
    precondition(columns > 0 && groupSize > 0)
    let count = bytes.byteCount / element.byteCount
    let loop = SurveyLoop(
      element: element, columns: columns, groupSize: groupSize, squaresColumns: squaresColumns,
      kernels: kernels)
    var seen = loop.look(at: bytes, DeviationRange(sampledFrom: bytes, as: element))
    guard seen.sums.magnitude.isFinite else { return nil }
    let (lowest, highest) = (seen.sums.lowest, seen.sums.highest)
    if !seen.isInRange(count: count), lowest < highest {
      // What was sampled says little about the rest: now the extremes are known.
      seen = loop.look(at: bytes, DeviationRange(lowest: lowest, highest: highest))
    }
    moments = Moments(seen.sums, seen.range, count: count)
    signs =
      seen.isLopsided
      // The sum of the rare sign would be the difference of two nearly equal ones.
      ? SignSplit(of: element.weights(bytes).span)
      : SignSplit(seen.sums, moments, lowest: lowest, highest: highest)
    groups = GroupExtremes(maxima: seen.maxima, minima: seen.minima)
    columnSquares = seen.squares
  }

  /// The finite weights of whole rows, one after the other: what the loops amount to.
  public init(
    finiteOf weights: Span<Float>, columns: Int, groupSize: Int, squaresColumns: Bool
  ) {
    precondition(columns > 0 && groupSize > 0)
    signs = SignSplit(of: weights)
    moments = Moments(of: weights, signs: signs)
    var (maxima, minima): ([Float], [Float]) = ([], [])
    var squares = [Float](repeating: 0, count: squaresColumns ? columns : 0)
    for row in stride(from: 0, to: weights.count, by: columns) {
      for group in stride(from: 0, to: columns, by: groupSize) {
        var (highest, lowest) = (-Float.infinity, Float.infinity)
        for column in group..<min(group + groupSize, columns) {
          let weight = weights[row + column]
          guard weight.isFinite else { continue }
          highest = weight > highest ? weight : highest
          lowest = weight < lowest ? weight : lowest
          if squaresColumns { squares[column] += weight * weight }
        }
        maxima.append(highest)
        minima.append(lowest)
      }
    }
    groups = GroupExtremes(maxima: maxima, minima: minima)
    columnSquares = squares
  }
}

/// The loop with all of its arguments but the weights.
private struct SurveyLoop {
  let element: StoredElement
  let columns: Int
  let groupSize: Int
  let squaresColumns: Bool
  let kernels: qk_kernels

  func look(at bytes: RawSpan, _ range: DeviationRange) -> Look {
    let rows = bytes.byteCount / (columns * element.byteCount)
    let groupCount = rows * ((columns + groupSize - 1) / groupSize)
    var maxima = [Float](repeating: 0, count: groupCount)
    var minima = maxima
    var squares = [Float](repeating: 0, count: squaresColumns ? columns : 0)
    var sums = qk_survey_sums()
    bytes.withUnsafeBytes { bytes in
      squares.withUnsafeMutableBufferPointer { squares in
        guard let source = bytes.baseAddress else { return }
        kernels.survey(
          element.kernelElement, source, rows, columns, groupSize, range.scale, range.shift,
          &maxima, &minima, squaresColumns ? squares.baseAddress : nil, &sums)
      }
    }
    return Look(range: range, maxima: maxima, minima: minima, squares: squares, sums: sums)
  }
}

/// What the loop found.
private struct Look {
  let range: DeviationRange
  let maxima: [Float]
  let minima: [Float]
  let squares: [Float]
  let sums: qk_survey_sums

  /// Whether nearly all weights have the same sign, but not all of them.
  var isLopsided: Bool {
    let (rare, usual) = (
      min(sums.positive_count, sums.negative_count), max(sums.positive_count, sums.negative_count)
    )
    return rare > 0 && rare < usual / 64
  }

  /// Whether the powers of the deviations kept clear of both ends of float32.
  func isInRange(count: Int) -> Bool {
    let variance = sums.second / Double(max(count, 1))
    return sums.fourth.isFinite && (0x1p-40...0x1p40).contains(variance)
  }
}

/// The number of finite weights further than `distance` from `mean`.
public func outlierCount(
  of bytes: RawSpan, as element: StoredElement, beyond distance: Double, from mean: Double
) -> Int {
  bytes.withUnsafeBytes { bytes in
    guard let source = bytes.baseAddress else { return 0 }
    return qk_best().pointee.outliers(
      element.kernelElement, source, bytes.count / element.byteCount, mean, distance)
  }
}
