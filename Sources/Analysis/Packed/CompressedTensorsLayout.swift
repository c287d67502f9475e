import Checkpoints
import NumericFormats
import Quantization

/// Recognizes the forms of compressed-tensors that pack weights: `pack-quantized`,
/// `nvfp4-pack-quantized`, `mxfp4-pack-quantized` and `mxfp8-quantized`.
struct CompressedTensorsLayout {
  let catalog: PartCatalog
  let hints: QuantizationHints
  let schemes: PackedSchemes

  private static let suffixes = [
    ".weight_packed", ".weight_scale", ".weight_zero_point", ".weight_shape", ".weight_g_idx",
    ".weight_global_scale",
  ]

  /// The tensor that `module.weight_packed` belongs to.
  func tensor(ofModule module: String) -> RecognizedTensor {
    recognized(module, suffixes: Self.suffixes) { () throws(Contradiction) in
      let packed = try catalog.part(module + ".weight_packed", [.i32, .u8], rank: 2)
      if packed.dataType == .i32 { return try integerForm(module, packed) }
      let scale = try catalog.part(
        module + ".weight_scale", [.f8e4m3] + ScaleArray.exponentTypes, rank: 2)
      guard scale.dataType == .f8e4m3 else {
        return try form(
          "mxfp4", BlockFloatMatrix(element: .e2m1, block: 32, codes: packed, scale: scale))
      }
      let global = try catalog.part(module + ".weight_global_scale", [.f32])
      if global.count != 1 { throw .shape(global, expected: [1]) }
      return try form(
        "nvfp4",
        BlockFloatMatrix(
          element: .e2m1, block: 16, codes: packed, scale: scale,
          tensorScale: TensorScale(tensor: global, divides: true)))
    }
  }

  /// The tensor that `module.weight_scale` belongs to, where it holds shared exponents of E4M3
  /// elements; `nil` otherwise.
  func mxfp8Tensor(ofModule module: String) -> RecognizedTensor? {
    guard let scale = catalog[module + ".weight_scale"],
      ScaleArray.exponentTypes.contains(scale.dataType),
      catalog[module + ".weight"]?.dataType == .f8e4m3
    else { return nil }
    return recognized(module, suffixes: [".weight", ".weight_scale"]) {
      () throws(Contradiction) in
      try form(
        "mxfp8",
        BlockFloatMatrix(
          element: .e4m3, block: 32, codes: catalog.part(module + ".weight", [.f8e4m3], rank: 2),
          scale: catalog.part(module + ".weight_scale", ScaleArray.exponentTypes, rank: 2)))
    }
  }

  private func recognized(
    _ module: String, suffixes: [String],
    form: () throws(Contradiction) -> RecognizedTensor.Form
  ) -> RecognizedTensor {
    let name = module + ".weight"
    return RecognizedTensor(
      name: name, layout: "compressed-tensors",
      parts: catalog.existing(suffixes.map { module + $0 })
    ) { () throws(Contradiction) in
      let form = try form()
      guard let entry = try schemes[name]?.get() else { return form }
      try entry.requireMatrix(rows: form.decoder.shape.rows, columns: form.decoder.shape.columns)
      return RecognizedTensor.Form(
        label: "afpq \(entry.scheme) (compressed-tensors layout)", shape: entry.shape,
        decoder: form.decoder)
    }
  }

  private func form(
    _ name: String, _ blocks: BlockFloatMatrix
  ) throws(Contradiction) -> RecognizedTensor.Form {
    let matrix = try blocks.decoder()
    return RecognizedTensor.Form(
      label: "compressed-tensors \(name)", shape: [matrix.shape.rows, matrix.shape.columns],
      decoder: matrix)
  }
}

extension CompressedTensorsLayout {
  private func integerForm(
    _ module: String, _ packed: TensorDescriptor
  ) throws(Contradiction) -> RecognizedTensor.Form {
    let reader = PartReader(checkpoint: catalog.checkpoint, tensor: module + ".weight")
    let shape = try shape(module, packed, reader)
    let zeroPoint = try catalog.optionalPart(
      module + ".weight_zero_point", [.i32, .i8], rank: 2)
    let packing = try IntegerPacking(
      words: packed.shape[1], shape: shape, zeroPoint: zeroPoint, hint: hints.bits)
    let scales = try scales(module, shape)
    let size = shape.columns / scales.groups
    let index = try catalog.optionalPart(module + ".weight_g_idx", [.i32], rank: 1)
    try index?.requireShape([shape.columns])
    let matrix = CodedMatrix(
      shape: shape,
      codes: CodeStreams(
        tensor: packed, bits: packing.bits, count: shape.rows, length: shape.columns,
        density: packing.density),
      values: CodedMatrix.integers(bits: packing.bits), scales: scales,
      zeros: try packing.zeros(zeroPoint, shape: shape, groups: scales.groups),
      groups: index.map { .indexed($0) } ?? .size(size))
    let label = label(packing, scales, shape, hasZeroPoints: zeroPoint != nil)
    return RecognizedTensor.Form(
      label: index == nil ? label : label + " g_idx", shape: [shape.rows, shape.columns],
      decoder: matrix)
  }

  private func label(
    _ packing: IntegerPacking, _ scales: ScaleArray, _ shape: MatrixShape, hasZeroPoints: Bool
  ) -> String {
    let size = shape.columns / scales.groups
    let groups =
      scales.order == .shared
      ? "per tensor" : ColumnGroups.label(size: size, columns: shape.columns)
    let zeros = hasZeroPoints ? "with zero points" : "symmetric"
    let words = ["compressed-tensors int\(packing.bits)", groups, zeros, packing.note]
    return words.compactMap { $0 }.joined(separator: " ")
  }

  /// What `weight_shape` says, as far as the packed array can hold it.
  private func shape(
    _ module: String, _ packed: TensorDescriptor, _ reader: PartReader
  ) throws(Contradiction) -> MatrixShape {
    let part = try catalog.part(module + ".weight_shape", [.i64, .i32], rank: 1)
    try part.requireShape([2])
    let dimensions: [Int]
    do throws(CheckpointError) {
      dimensions = try reader.integers(of: part)
    } catch {
      throw Contradiction("\(error)")
    }
    let (rows, columns) = (dimensions[0], dimensions[1])
    guard rows == packed.shape[0], columns > 0, columns <= 32 * packed.shape[1] else {
      throw Contradiction(
        "\(part.name) says \(dimensions), \(packed.name) has the shape \(packed.shape)")
    }
    return MatrixShape(rows: rows, columns: columns)
  }

  private func scales(_ module: String, _ shape: MatrixShape) throws(Contradiction) -> ScaleArray {
    let part = try catalog.part(module + ".weight_scale", ScaleArray.floatTypes)
    if part.count == 1, shape.rows > 1 {
      return ScaleArray(tensor: part, rows: shape.rows, groups: 1, order: .shared)
    }
    let groups = part.count / shape.rows
    guard part.shape == [shape.rows] || part.shape == [shape.rows, groups], groups > 0,
      shape.columns.isMultiple(of: groups)
    else {
      throw Contradiction(
        "\(part.name) has the shape \(part.shape), which gives "
          + "\(shape.rows) × \(shape.columns) weights no equal groups")
    }
    return ScaleArray(tensor: part, rows: shape.rows, groups: groups)
  }
}
