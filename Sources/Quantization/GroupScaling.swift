import NumericFormats

/// From the extents of a group to its parameters.
struct GroupScaling: Sendable {
  let scheme: QuantizationScheme
  let rule: ScaleRule
  /// The ends of the grid.
  let minimum: Float
  let maximum: Float

  init(_ scheme: QuantizationScheme, codebook: Codebook) {
    self.scheme = scheme
    rule = ScaleRule(scheme)
    minimum = codebook.minimum
    maximum = codebook.maximum
  }

  /// The group parameters for `extents`, and how many of them the storage format forced.
  func parameters(for extents: GroupExtents, in context: ScaleContext) -> ScaledGroup {
    switch scheme.scaling {
    case .symmetric:
      symmetric(magnitude: extents.magnitude, in: context)
    case .twoScale:
      twoScale(extents, in: context)
    case .affine:
      scheme.element.isInteger
        ? affineInteger(extents, in: context) : affineGrid(extents, in: context)
    }
  }

  /// The larger of the scales before rounding and constraints.
  func unroundedScale(for extents: GroupExtents) -> Float {
    switch scheme.scaling {
    case .symmetric: extents.magnitude / symmetricReach
    case .twoScale: max(extents.high / maximum, extents.low / minimum)
    case .affine: affineScale(extents)
    }
  }

  /// The tensor scale at which the group scale of `extents` is the largest that `format` holds.
  ///
  /// One division by the product of both reaches, as ModelOpt computes it for NVFP4.
  func tensorScale(for extents: GroupExtents, storedAs format: ScaleFormat) -> Float {
    let limit = format.greatestFiniteMagnitude
    switch scheme.scaling {
    case .symmetric: return extents.magnitude / (symmetricReach * limit)
    case .twoScale:
      return max(extents.high / (maximum * limit), extents.low / (minimum * limit))
    case .affine: return affineScale(extents) / limit
    }
  }

  /// How far a symmetric grid reaches: its maximum, and for integers half the number of steps
  /// (2^b − 1)/2, the convention of GPTQ.
  var symmetricReach: Float {
    guard case .integer(let bits) = scheme.element, scheme.scaleFormat != .e8m0 else {
      return maximum
    }
    return Float((1 << bits) - 1) / 2
  }

  // MARK: One scale

  func symmetric(magnitude: Float, in context: ScaleContext) -> ScaledGroup {
    guard magnitude > 0 else { return ScaledGroup(GroupParameters(scale: rule.unused)) }
    let scale = rule.stored(extent: magnitude, reach: symmetricReach, in: context)
    return ScaledGroup(GroupParameters(scale: scale.value), scale)
  }

  // MARK: Two scales (AFPQ, arXiv 2311.01792, Algorithm 1)

  private func twoScale(_ extents: GroupExtents, in context: ScaleContext) -> ScaledGroup {
    let positive = side(extents.high, reach: maximum, in: context)
    let negative = side(-extents.low, reach: -minimum, in: context)
    let parameters = GroupParameters(positiveScale: positive.value, negativeScale: negative.value)
    return ScaledGroup(parameters, positive, negative)
  }

  /// The scale of one side; a side without weights has none.
  func side(_ extent: Float, reach: Float, in context: ScaleContext) -> ScaleFormat.Rounded {
    extent > 0
      ? rule.stored(extent: extent, reach: reach, in: context) : ScaleFormat.Rounded(rule.unused)
  }

  // MARK: One scale and a zero

  /// (wmax − wmin) / (grid maximum − grid minimum), in float64 only where float32 overflows.
  private func affineScale(_ extents: GroupExtents) -> Float {
    let steps = maximum - minimum
    let range = extents.high - extents.low
    if range.isFinite { return range / steps }
    return Float((Double(extents.high) - Double(extents.low)) / Double(steps))
  }

  private func affineInteger(_ extents: GroupExtents, in context: ScaleContext) -> ScaledGroup {
    guard extents.magnitude > 0 else { return ScaledGroup(GroupParameters(scale: rule.unused)) }
    let scale = affineStored(extents, in: context)
    let steps = maximum - minimum
    let zero = (-extents.low / (scale.value * context.tensorScale)).rounded(.toNearestOrEven)
    let parameters = GroupParameters(scale: scale.value, zeroPoint: UInt8(min(max(zero, 0), steps)))
    return ScaledGroup(parameters, scale)
  }

  private func affineGrid(_ extents: GroupExtents, in context: ScaleContext) -> ScaledGroup {
    guard extents.magnitude > 0 else { return ScaledGroup(GroupParameters(scale: rule.unused)) }
    let scale = affineStored(extents, in: context)
    let product = scale.value * maximum
    let difference =
      product.isFinite
      ? extents.high - product
      : Float(Double(extents.high) - Double(scale.value) * Double(maximum))
    let offset = rule.format.roundedOffset(difference)
    return ScaledGroup(GroupParameters(scale: scale.value, offset: offset.value), scale, offset)
  }

  private func affineStored(
    _ extents: GroupExtents, in context: ScaleContext
  ) -> ScaleFormat.Rounded {
    rule.rounded(affineScale(extents) / context.tensorScale, in: context)
  }
}

/// Parameters with the number of values among them that the range of the storage format forced.
struct ScaledGroup: Sendable, Hashable {
  var parameters: GroupParameters
  var clampedCount: Int

  init(_ parameters: GroupParameters, _ stored: ScaleFormat.Rounded...) {
    self.parameters = parameters
    clampedCount = stored.count { $0.isClamped }
  }
}
