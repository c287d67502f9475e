/// What a scheme has to know of a whole tensor before it can quantize a part of it.
///
/// Most schemes need nothing. A tensor scale follows from the extents of all weights, and so do
/// the parameters of a tensor that is one group.
public struct TensorCalibration: Sendable, Hashable {
  /// The scale of the whole tensor; 1 where the scheme has none.
  var tensorScale: Float = 1
  /// The parameters of the only group, where the granularity is per tensor.
  var onlyGroup: ScaledGroup?

  public static let none = TensorCalibration()
}
