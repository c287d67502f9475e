import CQuantKernels

/// How often every magnitude occurs among weights whose magnitudes share the upper half of their bit
/// pattern with one of a few.
///
/// Patterns are in the order of the magnitudes, so ranks are found exactly in two looks at float32
/// weights: `PatternCounts` of the upper halves tells where the ranks lie, this the lower halves
/// there.
public struct MagnitudeCounts: Sendable {
  /// The upper halves of the patterns.
  private let upperHalves: [UInt32]
  /// Of the lower halves, one table after the other.
  private var counts: [UInt64]

  /// - Parameter magnitudes: finite, and their lower halves zero.
  /// - Precondition: one to three of them.
  public init(near magnitudes: [Float]) {
    precondition((1...Int(QK_UPPER_HALVES)).contains(magnitudes.count))
    var upperHalves = magnitudes.map { $0.bitPattern >> 16 }
    while upperHalves.count < Int(QK_UPPER_HALVES) { upperHalves.append(upperHalves[0]) }
    self.upperHalves = upperHalves
    counts = Array(repeating: 0, count: upperHalves.count << 16)
  }

  public mutating func add(_ weights: Span<Float>) {
    weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return }
      qk_count_lower_halves(first, weights.count, upperHalves, &counts)
    }
  }

  /// Adds what was counted elsewhere.
  ///
  /// - Precondition: both are near the same magnitudes.
  public mutating func merge(_ other: MagnitudeCounts) {
    precondition(upperHalves == other.upperHalves)
    for index in counts.indices where other.counts[index] > 0 {
      counts[index] += other.counts[index]
    }
  }

  /// The magnitude of a rank among those near `magnitude`, ascending.
  ///
  /// - Precondition: `magnitude` is one of those that were given, and the rank less than the number
  ///   of weights near it.
  public func magnitude(ofRank rank: Int, near magnitude: Float) -> Float {
    let upper = magnitude.bitPattern >> 16
    guard let table = upperHalves.firstIndex(of: upper) else { return magnitude }
    var passed: UInt64 = 0
    for lower in 0..<1 << 16 {
      passed += counts[table << 16 + lower]
      if passed > rank { return Float(bitPattern: upper << 16 | UInt32(lower)) }
    }
    return magnitude
  }
}
