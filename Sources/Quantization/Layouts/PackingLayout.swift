import NumericFormats

/// How the parts of a quantized tensor are named, shaped and ordered in a file.
public enum PackingLayout: String, Sendable, Hashable, CaseIterable {
  /// The project's own: rows independent, every scheme.
  case rows
  /// GPTQ v2, and with two scales that of the AFPQ authors' code.
  case gptq
  /// The microscaling and NVFP4 forms of compressed-tensors.
  case compressedTensors = "compressed-tensors"

  /// The arrays that a tensor becomes, in the order in which `bytes(of:)` gives their contents.
  ///
  /// - Throws: `QuantizationError.unsupportedLayout` with the reason, when the layout cannot hold
  ///   the scheme or the shape.
  public func arrays(
    for tensor: String, scheme: QuantizationScheme, shape: MatrixShape
  ) throws(QuantizationError) -> [StoredArray] {
    switch self {
    case .rows: rowsArrays(for: tensor, scheme: scheme, shape: shape)
    case .gptq: try gptqArrays(for: tensor, scheme: scheme, shape: shape)
    case .compressedTensors: try compressedArrays(for: tensor, scheme: scheme, shape: shape)
    }
  }

  /// The contents of the arrays of a tensor.
  ///
  /// - Precondition: `arrays(for:scheme:shape:)` accepts the tensor's scheme and shape.
  public func bytes(of tensor: QuantizedTensor) -> [[UInt8]] {
    switch self {
    case .rows: tensor.packed().parts
    case .gptq: gptqBytes(of: tensor)
    case .compressedTensors: compressedBytes(of: tensor)
    }
  }

  func refusal(_ reason: String) -> QuantizationError {
    .unsupportedLayout(layout: self, reason: reason)
  }

  /// The module that a weight belongs to: `P` of `P.weight`.
  func module(of tensor: String) throws(QuantizationError) -> String {
    guard tensor.hasSuffix(".weight") else {
      throw refusal("'\(tensor)' does not end in .weight")
    }
    return String(tensor.dropLast(".weight".count))
  }

  /// Refuses groups that do not fill the rows: the loaders of this layout compute their number.
  func requireFullGroups(
    _ scheme: QuantizationScheme, _ shape: MatrixShape
  ) throws(QuantizationError) -> GroupLayout {
    let layout = GroupLayout(shape, scheme.granularity)
    if layout.isOneGroup { throw refusal("it has no form for one group per tensor") }
    guard shape.columns.isMultiple(of: layout.groupSize) else {
      throw refusal(
        "\(shape.columns) columns are no multiple of the group size \(layout.groupSize)")
    }
    return layout
  }
}

extension ScaleFormat {
  /// The element type of stored scales.
  var elementType: StoredArray.ElementType {
    switch self {
    case .float32: .f32
    case .float16: .f16
    case .bfloat16: .bf16
    case .e8m0: .f8e8m0
    case .e4m3, .e4m3WithTensorScale: .f8e4m3
    case .e5m2: .f8e5m2
    }
  }
}
