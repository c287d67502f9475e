import CQuantKernels

/// Counts of values in equal bins, with the values beyond both ends counted apart.
///
/// Bin `i` holds the values in [edge(i), edge(i + 1)); the last bin also holds its upper edge. A
/// value on an edge is never in the wrong bin: the bin found by division is checked against the
/// edges. NaN is not counted.
public struct Histogram: Sendable, Hashable {
  /// The lower edge of the first bin.
  public let lowerBound: Double
  /// The upper edge of the last bin.
  public let upperBound: Double
  public private(set) var counts: [Int]
  /// Number of values less than `lowerBound`.
  public private(set) var belowCount = 0
  /// Number of values greater than `upperBound`.
  public private(set) var aboveCount = 0
  private let binsPerUnit: Double

  /// - Precondition: the bounds are finite and ascending, and there is at least one bin.
  public init(lowerBound: Double, upperBound: Double, binCount: Int) {
    precondition(lowerBound < upperBound && (upperBound - lowerBound).isFinite && binCount > 0)
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    counts = Array(repeating: 0, count: binCount)
    binsPerUnit = Double(binCount) / (upperBound - lowerBound)
  }

  /// Bins that are symmetric about zero, so that an even number of them splits the signs: negative
  /// values lie left of the middle, zero and positive values right of it.
  ///
  /// - Precondition: `limit` is positive and finite, `binCount` even and positive.
  public init(symmetricLimit limit: Double, binCount: Int) {
    precondition(binCount.isMultiple(of: 2))
    self.init(lowerBound: -limit, upperBound: limit, binCount: binCount)
  }

  /// Number of values counted, those beyond the ends included.
  public var totalCount: Int { counts.reduce(belowCount + aboveCount, +) }

  /// The lower edge of bin `index`; `edge(counts.count)` is the upper bound.
  public func edge(_ index: Int) -> Double {
    let fraction = Double(index) / Double(counts.count)
    return lowerBound * (1 - fraction) + upperBound * fraction
  }

  public mutating func add(_ value: Float) {
    let value = Double(value)
    if value < lowerBound {
      belowCount += 1
    } else if value > upperBound {
      aboveCount += 1
    } else if value == value {
      counts[bin(of: value)] += 1
    }
  }

  /// Adds finite values, each of them as often as `count` says of its index.
  ///
  /// - Precondition: `values` ascend.
  mutating func add(ascending values: [Float], count: (Int) -> Int) {
    var (bin, end) = (0, edge(1))
    for (index, value) in values.enumerated() {
      let value = Double(value)
      if value < lowerBound {
        belowCount += count(index)
      } else if value > upperBound {
        aboveCount += count(index)
      } else {
        while bin + 1 < counts.count, value >= end {
          bin += 1
          end = edge(bin + 1)
        }
        counts[bin] += count(index)
      }
    }
  }

  /// Adds every one of `values`.
  public mutating func add(_ values: Span<Float>) {
    var start = 0
    while start < values.count {
      let end = min(start + Self.mostAtOnce, values.count)
      addPart(values.extracting(start..<end))
      start = end
    }
  }

  private static let mostAtOnce = 1 << 30

  private mutating func addPart(_ values: Span<Float>) {
    let edges = floatEdges
    let tables = Int(QK_BIN_TABLES)
    var found = [UInt32](repeating: 0, count: tables * (counts.count + 2))
    edges.withUnsafeBufferPointer { edges in
      values.withUnsafeBufferPointer { values in
        guard let first = values.baseAddress, let edge = edges.baseAddress else { return }
        var bins = qk_bins(
          lower_bound: lowerBound, bins_per_unit: binsPerUnit, bin_count: counts.count, edges: edge)
        qk_count_bins(&bins, first, values.count, &found)
      }
    }
    for table in stride(from: 0, to: found.count, by: counts.count + 2) {
      belowCount += Int(found[table])
      aboveCount += Int(found[table + counts.count + 1])
      for index in counts.indices { counts[index] += Int(found[table + index + 1]) }
    }
  }

  /// Adds every one of `values` that is finite.
  public mutating func add(finiteOf values: Span<Float>) {
    if areFinite(values) { return add(values) }
    for index in values.indices where values[index].isFinite { add(values[index]) }
  }

  /// The least float32 of every bin, then the greatest of the last one.
  private var floatEdges: [Float] {
    let edges = counts.indices.map { index in
      let edge = edge(index)
      return Double(Float(edge)) < edge ? Float(edge).nextUp : Float(edge)
    }
    let last = Float(upperBound)
    return edges + [Double(last) > upperBound ? last.nextDown : last]
  }

  private func bin(of value: Double) -> Int {
    var index = min(Int((value - lowerBound) * binsPerUnit), counts.count - 1)
    while index > 0, value < edge(index) { index -= 1 }
    while index + 1 < counts.count, value >= edge(index + 1) { index += 1 }
    return index
  }

  /// Adds the counts of another part.
  ///
  /// - Precondition: both have the same bins.
  public mutating func merge(_ other: Histogram) {
    precondition(
      lowerBound == other.lowerBound && upperBound == other.upperBound
        && counts.count == other.counts.count)
    for index in counts.indices { counts[index] += other.counts[index] }
    belowCount += other.belowCount
    aboveCount += other.aboveCount
  }
}
