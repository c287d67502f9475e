import NumericFormats

/// The forms of compressed-tensors that hold block formats: `mxfp4-pack-quantized` and
/// `nvfp4-pack-quantized` with two codes a byte, the first in the low half, and `mxfp8-quantized`.
///
/// The global scale of NVFP4 divides: it is the reciprocal of the tensor scale.
extension PackingLayout {
  private enum Form { case mxfp4, mxfp8, nvfp4 }

  func compressedArrays(
    for tensor: String, scheme: QuantizationScheme, shape: MatrixShape
  ) throws(QuantizationError) -> [StoredArray] {
    let module = try module(of: tensor)
    guard let form = form(of: scheme) else {
      throw refusal("it holds mxfp4, mxfp8-e4m3 and nvfp4, not \(scheme)")
    }
    let groups = try requireFullGroups(scheme, shape).groupsPerRow
    switch form {
    case .mxfp4:
      return [
        StoredArray(module + ".weight_packed", .u8, [shape.rows, shape.columns / 2]),
        StoredArray(module + ".weight_scale", .u8, [shape.rows, groups]),
      ]
    case .mxfp8:
      return [
        StoredArray(module + ".weight", .f8e4m3, [shape.rows, shape.columns]),
        StoredArray(module + ".weight_scale", .u8, [shape.rows, groups]),
      ]
    case .nvfp4:
      return [
        StoredArray(module + ".weight_packed", .u8, [shape.rows, shape.columns / 2]),
        StoredArray(module + ".weight_scale", .f8e4m3, [shape.rows, groups]),
        StoredArray(module + ".weight_global_scale", .f32, [1]),
      ]
    }
  }

  private func form(of scheme: QuantizationScheme) -> Form? {
    guard scheme.scaling == .symmetric else { return nil }
    return switch (scheme.element, scheme.granularity, scheme.scaleFormat) {
    case (.minifloat(.e2m1), .perGroup(size: 32), .e8m0): .mxfp4
    case (.minifloat(.e4m3), .perGroup(size: 32), .e8m0): .mxfp8
    case (.minifloat(.e2m1), .perGroup(size: 16), .e4m3WithTensorScale): .nvfp4
    default: nil
    }
  }

  func compressedBytes(of tensor: QuantizedTensor) -> [[UInt8]] {
    let packed = tensor.packed()
    let globalScale = packed.tensorScale.map { (1 / $0).bitPattern.littleEndianBytes }
    return [packed.codes, packed.scales, globalScale].compactMap { $0 }
  }
}
