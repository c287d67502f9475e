/// The stored parameters of one group, each already rounded to its storage format.
public struct GroupParameters: Sendable, Hashable {
  /// The scale; with two scales that of the positive weights.
  public var positiveScale: Float
  /// The scale of the negative weights; with one scale equal to `positiveScale`.
  public var negativeScale: Float
  /// The code of zero; 0 unless the scheme is affine over integers.
  public var zeroPoint: UInt8
  /// What is added after scaling; 0 unless the scheme is affine over another format.
  public var offset: Float

  /// One scale for both signs.
  public init(scale: Float, zeroPoint: UInt8 = 0, offset: Float = 0) {
    positiveScale = scale
    negativeScale = scale
    self.zeroPoint = zeroPoint
    self.offset = offset
  }

  /// One scale for each sign.
  public init(positiveScale: Float, negativeScale: Float) {
    self.positiveScale = positiveScale
    self.negativeScale = negativeScale
    zeroPoint = 0
    offset = 0
  }

  /// With both scales multiplied by a tensor scale.
  func multiplied(by tensorScale: Float) -> GroupParameters {
    var product = self
    product.positiveScale *= tensorScale
    product.negativeScale *= tensorScale
    return product
  }
}
