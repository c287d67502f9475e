public import NumericFormats

/// Quantizes matrices under one scheme: the reference that defines every result.
///
/// Whole rows can be quantized apart from each other, because groups never cross a row; what a
/// scheme needs of the whole tensor comes in as a `TensorCalibration`.
public struct Quantizer: Sendable {
  /// One reference instead of the many in the parts: every chunk of a tensor copies a quantizer
  /// several times, and threads that count the same references wait for each other.
  private let parts: QuantizerParts

  public var scheme: QuantizationScheme { parts.scheme }
  /// The values, codes and thresholds of the scheme's elements.
  public var codebook: Codebook { parts.codec.codebook }
  var scaling: GroupScaling { parts.scaling }
  var codec: GroupCodec { parts.codec }
  var kernels: KernelTable { parts.kernels }
  var grid: KernelGrid { parts.grid }

  /// - Throws: `SchemeError` when the parts of the scheme do not go together.
  public init(
    _ scheme: QuantizationScheme, kernels: KernelTable = .best
  ) throws(SchemeError) {
    let codebook =
      scheme.scaleFormat == .e8m0
      ? scheme.element.signSymmetricCodebook(ties: scheme.ties)
      : scheme.element.codebook(ties: scheme.ties)
    try self.init(scheme, codebook: codebook, kernels: kernels)
  }

  /// A quantizer whose elements are those of `codebook` instead of the scheme's own, for a grid
  /// that has no name.
  ///
  /// - Precondition: codes are as wide as those of the scheme's element.
  /// - Throws: `SchemeError` when the parts of the scheme do not go together.
  public init(
    _ scheme: QuantizationScheme, codebook: Codebook, kernels: KernelTable = .best
  ) throws(SchemeError) {
    precondition(codebook.bitWidth == scheme.bitWidth)
    try scheme.validate()
    let codec = GroupCodec(scheme, codebook: codebook)
    parts = QuantizerParts(
      scheme: scheme, scaling: GroupScaling(scheme, codebook: codebook), codec: codec,
      kernels: kernels, grid: KernelGrid(codec))
  }

  /// Quantizes a whole tensor.
  ///
  /// - Parameter weights: `shape.count` weights, row-major.
  /// - Throws: `QuantizationError` for NaN or infinite weights, or a wrong number of them.
  public func quantize(
    _ weights: Span<Float>, shape: MatrixShape
  ) throws(QuantizationError) -> QuantizedTensor {
    var calibration = TensorCalibration.none
    if needsCalibration {
      let extents = GroupExtents(of: weights)
      calibration = self.calibration(for: extents)
      if var search = tensorSearch(for: extents) {
        search.add(weights)
        calibration = search.calibration
      }
    }
    return try quantize(weights, shape: shape, calibration: calibration)
  }

  /// Quantizes whole rows of a tensor.
  ///
  /// - Parameters:
  ///   - weights: `shape.count` weights, row-major.
  ///   - shape: the rows at hand.
  ///   - calibration: what the scheme needs of the whole tensor, from `calibration(for:)` or a
  ///     `tensorSearch(for:)`; without effect where `needsCalibration` is false.
  public func quantize(
    _ weights: Span<Float>, shape: MatrixShape, calibration: TensorCalibration
  ) throws(QuantizationError) -> QuantizedTensor {
    guard weights.count == shape.count else {
      throw .shapeMismatch(shape: [shape.rows, shape.columns], count: weights.count)
    }
    let layout = GroupLayout(shape, scheme.granularity)
    let coded =
      if let kernels = kernels.kernels {
        codes(of: weights, layout, calibration, kernels)
      } else {
        plainCodes(of: weights, layout, calibration)
      }
    guard coded.areFinite else { throw nonFinite(weights) }
    return QuantizedTensor(
      scheme: scheme, layout: layout, codes: coded.codes,
      groups: calibration.onlyGroup.map { [$0.parameters] } ?? coded.groups,
      tensorScale: scheme.scaleFormat == .e4m3WithTensorScale ? calibration.tensorScale : nil,
      clampedScaleCount: coded.clampedScaleCount + (calibration.onlyGroup?.clampedCount ?? 0),
      quantizer: self)
  }

  /// Says which weights are not finite.
  func nonFinite(_ weights: Span<Float>) -> QuantizationError {
    var count = 0
    var firstIndex = 0
    for index in weights.indices where !weights[index].isFinite {
      if count == 0 { firstIndex = index }
      count += 1
    }
    return .nonFinite(firstIndex: firstIndex, count: count)
  }
}

extension Quantizer {
  /// Whether a part of a tensor can only be quantized once the whole tensor was looked at.
  public var needsCalibration: Bool {
    scheme.granularity == .perTensor || scheme.scaleFormat == .e4m3WithTensorScale
  }

  /// What the scheme needs of a tensor with these extents.
  public func calibration(for extents: GroupExtents) -> TensorCalibration {
    var calibration = TensorCalibration(tensorScale: tensorScale(for: extents))
    if scheme.granularity == .perTensor {
      calibration.onlyGroup = scaling.parameters(
        for: extents, in: context(tensorScale: calibration.tensorScale) { [extents] })
    }
    return calibration
  }

  /// NVFP4's second level: the largest block scale shall be the largest value of E4M3 (ModelOpt).
  private func tensorScale(for extents: GroupExtents) -> Float {
    guard scheme.scaleFormat == .e4m3WithTensorScale, extents.magnitude > 0 else { return 1 }
    let scale = scaling.tensorScale(for: extents, storedAs: scheme.scaleFormat)
    return max(scale, .leastNonzeroMagnitude)
  }

  /// - Parameter rowExtents: the extents of the row's groups; asked for only where they matter.
  func context(tensorScale: Float, rowExtents: () -> [GroupExtents]) -> ScaleContext {
    var context = ScaleContext(tensorScale: tensorScale)
    switch scheme.scaleConstraint {
    case .none, .m1: break
    case .m2, .m2Literal:
      context.rowMaximumScale = rowExtents().map(scaling.unroundedScale(for:)).max() ?? 0
    }
    return context
  }

  /// The search for the only group's clipping, where the scheme asks for one over a whole tensor.
  public func tensorSearch(for extents: GroupExtents) -> TensorClippingSearch? {
    guard scheme.granularity == .perTensor, scheme.clipping == .leastSquares else { return nil }
    return TensorClippingSearch(quantizer: self, extents: extents)
  }
}

private final class QuantizerParts: Sendable {
  let scheme: QuantizationScheme
  let scaling: GroupScaling
  let codec: GroupCodec
  let kernels: KernelTable
  let grid: KernelGrid

  init(
    scheme: QuantizationScheme, scaling: GroupScaling, codec: GroupCodec, kernels: KernelTable,
    grid: KernelGrid
  ) {
    self.scheme = scheme
    self.scaling = scaling
    self.codec = codec
    self.kernels = kernels
    self.grid = grid
  }
}
