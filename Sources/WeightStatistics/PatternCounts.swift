import CQuantKernels
public import NumericFormats

/// How often every bit pattern occurs among the weights of a format of at most 16 bits.
///
/// A bfloat16 has 65,536 patterns, so these counts hold everything about the distribution of a
/// tensor: see `values`. Counting takes one look at every weight, and counts of parts add up to the
/// same whatever the parts are.
public struct PatternCounts: Sendable {
  public let element: StoredElement
  /// Several tables after each other, so that equal neighbours do not wait for each other; none
  /// before weights are counted.
  private var tables: [UInt32] = []
  /// Weights counted in `tables`; an entry must not overflow.
  private var pendingCount = 0
  /// What was moved out of the tables; empty where that is nothing.
  private var earlier: [Int] = []

  /// - Precondition: `element` has at most 16 bits.
  public init(_ element: StoredElement) {
    precondition(element.byteCount <= 2)
    self.element = element
  }

  /// Counts the weights that little-endian `bytes` hold.
  public mutating func add(_ bytes: RawSpan) {
    var start = 0
    while start < bytes.byteCount {
      let end = min(start + Self.mostAtOnce * element.byteCount, bytes.byteCount)
      addPart(bytes.extracting(start..<end))
      start = end
    }
  }

  /// Counts the upper halves of float32 weights, which are bfloat16 weights of at most the same
  /// magnitude: those that truncation leaves.
  ///
  /// - Precondition: `element` is bfloat16.
  public mutating func addUpperHalves(of weights: Span<Float>) {
    precondition(element == .bfloat16)
    var start = 0
    while start < weights.count {
      let part = weights.extracting(start..<min(start + Self.mostAtOnce, weights.count))
      reserve(part.count)
      part.withUnsafeBufferPointer { part in
        guard let first = part.baseAddress else { return }
        qk_count_upper_halves(first, part.count, &tables)
      }
      start += part.count
    }
  }

  private static let mostAtOnce = 1 << 30

  private mutating func addPart(_ bytes: RawSpan) {
    let count = bytes.byteCount / element.byteCount
    reserve(count)
    bytes.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      if element.byteCount == 1 {
        qk_count_patterns8(source, count, &tables)
      } else {
        qk_count_patterns16(source, count, &tables)
      }
    }
  }

  /// Makes sure that there are tables and that none overflows.
  private mutating func reserve(_ count: Int) {
    if pendingCount + count > Int(UInt32.max) { replaceTables(with: totals) }
    if tables.isEmpty {
      tables = Array(repeating: 0, count: patternCount * Int(QK_PATTERN_TABLES))
    }
    pendingCount += count
  }

  private mutating func replaceTables(with counts: [Int]) {
    earlier = counts
    tables = []
    pendingCount = 0
  }

  private var patternCount: Int { 1 << (8 * element.byteCount) }

  /// By pattern.
  private var totals: [Int] {
    var totals = earlier.isEmpty ? Array(repeating: 0, count: patternCount) : earlier
    totals.withUnsafeMutableBufferPointer { totals in
      tables.withUnsafeBufferPointer { tables in
        for first in stride(from: 0, to: tables.count, by: totals.count) {
          let table = UnsafeBufferPointer(rebasing: tables[first..<first + totals.count])
          // There are not as many weights as an Int counts.
          for pattern in totals.indices { totals[pattern] &+= Int(table[pattern]) }
        }
      }
    }
    return totals
  }

  /// Adds what was counted elsewhere.
  ///
  /// - Precondition: both count the same format.
  public mutating func merge(_ other: PatternCounts) {
    precondition(element == other.element)
    replaceTables(with: zip(totals, other.totals).map(+))
  }

  /// What was counted, by value.
  public var values: ValueCounts { ValueCounts(totals, values: element.patternValues) }
}

extension StoredElement {
  /// The value of every pattern, for a format of at most 16 bits.
  fileprivate var patternValues: [Float] {
    switch self {
    case .float32: []
    case .float16: Self.float16Values
    case .bfloat16: Self.bfloat16Values
    case .e4m3: Self.e4m3Values
    case .e5m2: Self.e5m2Values
    }
  }

  private static let float16Values = float16.weights(allPatterns16.span.bytes)
  private static let bfloat16Values = bfloat16.weights(allPatterns16.span.bytes)
  private static let e4m3Values = e4m3.weights(allPatterns8.span.bytes)
  private static let e5m2Values = e5m2.weights(allPatterns8.span.bytes)
  private static let allPatterns16 = Array(0...UInt16.max)
  private static let allPatterns8 = Array(0...UInt8.max)
}
