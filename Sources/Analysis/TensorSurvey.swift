import Quantization
import WeightStatistics

/// What one look at every weight tells, independent of any scheme.
struct TensorSurvey: Sendable {
  var signs = SignSplit()
  var moments = Moments()
  /// The position of the first NaN or infinity, row-major.
  var firstNonFinite: Int?

  init() {}

  init(_ look: MatrixSurvey) { (signs, moments) = (look.signs, look.moments) }

  /// - Parameter offset: the position of the first of `weights` in the tensor.
  init(of weights: Span<Float>, offset: Int) {
    signs = SignSplit(of: weights)
    moments = Moments(of: weights, signs: signs)
    guard nonFiniteCount > 0 else { return }
    firstNonFinite = weights.indices.first { !weights[$0].isFinite }.map { offset + $0 }
  }

  mutating func merge(_ other: TensorSurvey) {
    signs.merge(other.signs)
    moments.merge(other.moments)
    firstNonFinite = firstNonFinite ?? other.firstNonFinite
  }

  /// How many weights are NaN or infinite.
  var nonFiniteCount: Int { signs.nanCount + signs.infinityCount }

  /// The error that refuses these weights; `nil` where all are finite.
  var refusal: QuantizationError? {
    firstNonFinite.map { .nonFinite(firstIndex: $0, count: nonFiniteCount) }
  }

  /// How far the finite weights reach.
  var extents: GroupExtents {
    GroupExtents(high: signs.positive.extent, low: -signs.negative.extent)
  }

  /// An outlier lies further than this from the mean, in standard deviations.
  static let outlierDeviations = 6.0
}
