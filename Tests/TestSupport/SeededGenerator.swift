/// A reproducible source of random numbers (SplitMix64); a failing test prints its seed.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// Skewed weights with a heavy tail: the kind that tells formats apart.
  public mutating func weights(_ count: Int, spread: Float = 0.05) -> [Float] {
    (0..<count).map { _ in
      let sum = (0..<4).reduce(Float(0)) { total, _ in
        total + Float.random(in: -1...1, using: &self)
      }
      let weight = sum * sum * sum * spread / 4
      return weight < 0 ? weight * 1.7 : weight
    }
  }
}
