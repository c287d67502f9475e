/// Random numbers that are the same on every machine: the number at an index depends on the seed
/// and the index alone.
///
/// Only integer operations and float operations that IEEE 754 rounds exactly are used, no
/// logarithm or cosine, whose last bits differ between libraries.
struct DemonstrationNoise: Sendable {
  private let seed: UInt64

  /// The seed is the FNV-1a hash of a name.
  init(name: String) {
    seed = name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// 64 random bits: the output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  func bits(at index: UInt64) -> UInt64 {
    var value = seed &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// A number from a distribution close to the standard normal one.
  ///
  /// The number of ones among 64 random bits is binomial, so nearly normal, with mean 32 and
  /// variance 16; a uniform number from -1/2 to 1/2 fills the gaps and adds 1/12.
  func normal(at index: UInt64) -> Float {
    let ones = Float(bits(at: 2 &* index).nonzeroBitCount)
    let uniform = Float(bits(at: 2 &* index &+ 1) >> 40) * 0x1p-24
    return (ones - 32.5 + uniform) / Self.deviation
  }

  /// A number from Student's t distribution with three degrees of freedom: tails so heavy that the
  /// fourth moment is infinite.
  func heavyTailed(at index: UInt64) -> Float {
    let numerator = normal(at: 4 &* index)
    var squares: Float = 0
    for part in 1...3 as ClosedRange<UInt64> {
      let sample = normal(at: 4 &* index &+ part)
      squares += sample * sample
    }
    // The sum is zero for no index in reach; a tiny floor keeps the quotient finite anyway.
    return numerator / (max(squares, 0x1p-20) / 3).squareRoot()
  }

  private static let deviation = (16 + 1 / 12 as Float).squareRoot()
}
