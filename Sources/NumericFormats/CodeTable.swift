/// A number format that is defined by a literal table instead of a formula.
public enum CodeTable: String, Sendable, Hashable, CaseIterable {
  case normalFloat3 = "nf3"
  case normalFloat4 = "nf4"
  case studentFloat3 = "sf3"
  case studentFloat4 = "sf4"
  case bitsandbytesFP4 = "fp4-bnb"

  /// The name in a scheme: `nf4`.
  public var name: String { rawValue }

  /// Bits of one code.
  public var bitWidth: Int {
    switch self {
    case .normalFloat3, .studentFloat3: 3
    case .normalFloat4, .studentFloat4, .bitsandbytesFP4: 4
    }
  }

  /// The value of every code, in the order of the codes.
  public var valuesByCode: [Float] {
    switch self {
    case .normalFloat3: Self.nf3
    case .normalFloat4: Self.nf4
    case .studentFloat3: Self.sf3
    case .studentFloat4: Self.sf4
    case .bitsandbytesFP4: Self.bnb
    }
  }

  /// AFPQ's three-bit NormalFloat (arXiv 2311.01792, reference code).
  private static let nf3: [Float] = [
    -1, -0.5350227355957031, -0.2469314038753510, 0,
    0.1833375245332718, 0.3819939494132996, 0.6229856610298157, 1,
  ]

  /// NormalFloat of QLoRA (arXiv 2305.14314, appendix E), as bitsandbytes ships it. The generator
  /// reproduces it only to 1e-7, so the table itself is the definition.
  private static let nf4: [Float] = [
    -1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
    -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0,
    0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
    0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1,
  ]

  /// Student-t quantiles with ν = 5 (arXiv 2405.03103, llm-datatypes).
  private static let sf3: [Float] = [
    -1, -0.41084770, -0.18011882, 0, 0.13296473, 0.28383470, 0.49107557, 1,
  ]

  private static let sf4: [Float] = [
    -1, -0.627781, -0.454736, -0.334331, -0.237434, -0.152899, -0.074982, 0,
    0.065513, 0.132965, 0.204661, 0.283835, 0.375805, 0.491076, 0.656781, 1,
  ]

  /// The FP4 of bitsandbytes times 12. It is not OCP E2M1: its subnormal is 0.0625 instead of 0.5
  /// relative to the same neighbours, and its codes are not ordered by value.
  private static let bnb: [Float] = [
    0, 0.0625, 8, 12, 4, 6, 2, 3, -0, -0.0625, -8, -12, -4, -6, -2, -3,
  ]
}
