import Checkpoints
import NumericFormats
import Quantization

/// A matrix of floating-point elements in blocks of fixed size: the microscaling formats, NVFP4.
///
/// Elements of four bits are two a byte, the even one low; scales are [rows, columns / block].
struct BlockFloatMatrix {
  let element: Minifloat
  /// Elements that share a scale.
  let block: Int
  let codes: TensorDescriptor
  let scale: TensorDescriptor
  var tensorScale: TensorScale?

  /// - Throws: `Contradiction` where the scales are not one for every block.
  func decoder() throws(Contradiction) -> CodedMatrix {
    let rows = codes.shape[0]
    let columns = codes.shape[1] * 8 / element.bitWidth
    guard columns.isMultiple(of: block) else {
      throw Contradiction("\(columns) columns are no multiple of the block size \(block)")
    }
    try scale.requireShape([rows, columns / block])
    return Self.matrix(self, rows: rows, columns: columns)
  }

  /// - Precondition: codes and scales are as large as the shape asks for.
  static func matrix(_ form: BlockFloatMatrix, rows: Int, columns: Int) -> CodedMatrix {
    let element = form.element
    return CodedMatrix(
      shape: MatrixShape(rows: rows, columns: columns),
      codes: CodeStreams(
        tensor: form.codes, bits: element.bitWidth, count: rows, length: columns),
      values: ElementFormat.minifloat(element).codebook().valuesByCode,
      scales: ScaleArray(tensor: form.scale, rows: rows, groups: columns / form.block),
      tensorScale: form.tensorScale, groups: .size(form.block))
  }
}

/// Recognizes NVFP4 as ModelOpt stores it: `weight`, `weight_scale` and `weight_scale_2`, which
/// multiplies.
struct ModelOptLayout {
  let catalog: PartCatalog

  private static let suffixes = [".weight", ".weight_scale", ".weight_scale_2"]

  /// The tensor that `module.weight_scale_2` belongs to; `nil` where its weight is not packed.
  func tensor(ofModule module: String) -> RecognizedTensor? {
    guard catalog[module + ".weight"]?.dataType == .u8 else { return nil }
    let parts = catalog.existing(Self.suffixes.map { module + $0 })
    return RecognizedTensor(name: module + ".weight", layout: "ModelOpt nvfp4", parts: parts) {
      () throws(Contradiction) in
      let scale = try catalog.part(module + ".weight_scale_2", [.f32])
      if scale.count != 1 { throw .shape(scale, expected: [1]) }
      let matrix = try BlockFloatMatrix(
        element: .e2m1, block: 16, codes: catalog.part(module + ".weight", [.u8], rank: 2),
        scale: catalog.part(module + ".weight_scale", [.f8e4m3], rank: 2),
        tensorScale: TensorScale(tensor: scale, divides: false)
      ).decoder()
      return RecognizedTensor.Form(
        label: "ModelOpt nvfp4", shape: [matrix.shape.rows, matrix.shape.columns],
        decoder: matrix)
    }
  }
}

/// Recognizes MXFP4 as gpt-oss stores it: blocks [..., rows, groups, 16] with two elements a byte,
/// scales [..., rows, groups].
struct GPTOSSLayout {
  let catalog: PartCatalog

  /// The tensor of some blocks; `nil` where no scales lie beside them.
  ///
  /// - Parameter separator: what stands before `blocks` and `scales`: an underscore in files of
  ///   Hugging Face, a dot in the original ones.
  func tensor(named name: String, separator: String) -> RecognizedTensor? {
    let (blocks, scales) = (name + separator + "blocks", name + separator + "scales")
    guard catalog[blocks]?.dataType == .u8, catalog[scales] != nil else { return nil }
    return RecognizedTensor(
      name: name, layout: "gpt-oss mxfp4", parts: catalog.existing([blocks, scales])
    ) { () throws(Contradiction) in
      let codes = try catalog.part(blocks, [.u8])
      let scale = try catalog.part(scales, ScaleArray.exponentTypes)
      guard codes.shape.count >= 3, codes.shape.last == 16 else {
        throw Contradiction(
          "\(blocks) has the shape \(codes.shape) instead of [..., rows, groups, 16]")
      }
      let outer = Array(codes.shape.dropLast(2))
      let columns = codes.count / 16 * 32 / outer.reduce(1, *)
      try scale.requireShape(Array(codes.shape.dropLast()))
      let form = BlockFloatMatrix(element: .e2m1, block: 32, codes: codes, scale: scale)
      let rows = outer.reduce(1, *)
      return RecognizedTensor.Form(
        label: "gpt-oss mxfp4", shape: outer + [columns],
        decoder: BlockFloatMatrix.matrix(form, rows: rows, columns: columns))
    }
  }
}
