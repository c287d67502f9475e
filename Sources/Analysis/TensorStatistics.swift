public import Checkpoints
import Quantization
public import WeightStatistics

/// What the weights of one tensor look like, independent of any scheme but for the group size.
public struct TensorStatistics: Sendable, Hashable {
  public var tensor: TensorDescriptor
  /// Weights of a full group in `asymmetry` and `oneSignedGroupCount`.
  public var groupSize: Int
  /// Both signs with their extents, zeros, NaN and infinities.
  public var signs: SignSplit
  /// Of the finite weights.
  public var moments: Moments
  /// Finite weights further than 6 standard deviations from the mean.
  public var outlierCount: Int
  /// Columns whose root mean square is at least three times that of the tensor; weights that are not
  /// finite count as 0. None where there is but one row.
  public var outlierChannelCount: Int
  /// The median over groups of |max⁺ − |min⁻|| / max(max⁺, |min⁻|); all-zero groups are left out.
  public var asymmetry: Double?
  /// Groups whose weights all have the same sign.
  public var oneSignedGroupCount: Int

  /// The largest magnitude in standard deviations; `nil` where all weights are equal.
  public var maximumDeviations: Double? {
    guard let deviation = moments.standardDeviation, deviation > 0 else { return nil }
    return Double(max(signs.positive.extent, signs.negative.extent)) / deviation
  }
}
