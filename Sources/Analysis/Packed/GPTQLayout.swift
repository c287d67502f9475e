import Checkpoints
import NumericFormats
import Quantization

/// Recognizes GPTQ, and the floating-point tables that the AFPQ authors store the same way.
struct GPTQLayout {
  let catalog: PartCatalog
  let hints: QuantizationHints
  let schemes: PackedSchemes
  let convention: GPTQConvention

  init(catalog: PartCatalog, hints: QuantizationHints, schemes: PackedSchemes) {
    self.catalog = catalog
    self.hints = hints
    self.schemes = schemes
    convention =
      hints.zeroPointForm.map(GPTQConvention.known)
      ?? .inferred(from: Self.samples(catalog, hints, schemes))
  }

  /// The zero points of the first group of every tensor that does not say who wrote it.
  private static func samples(
    _ catalog: PartCatalog, _ hints: QuantizationHints, _ schemes: PackedSchemes
  ) -> [(stored: [UInt8], bits: Int)] {
    catalog.checkpoint.tensors.compactMap { tensor in
      guard tensor.name.ends(with: ".qzeros"), let (module, _) = tensor.name.splitAtLastDot(),
        schemes[module + ".weight"] == nil,
        let parts = try? GPTQParts(module, in: catalog, bits: hints.bits),
        let zeros = parts.zeros
      else { return nil }
      let reader = PartReader(checkpoint: catalog.checkpoint, tensor: module)
      let codes = try? zeros.codes(0..<parts.outputs, ofStreams: 0..<1, from: reader)
      return codes.map { (stored: $0, bits: parts.bits) }
    }
  }

  /// The tensor that `module.qweight` belongs to.
  func tensor(ofModule module: String) -> RecognizedTensor {
    let name = module + ".weight"
    let parts = catalog.existing(GPTQParts.suffixes.map { module + $0 })
    return RecognizedTensor(name: name, layout: "GPTQ", parts: parts) {
      () throws(Contradiction) in
      let parts = try GPTQParts(module, in: catalog, bits: hints.bits)
      let reader = PartReader(checkpoint: catalog.checkpoint, tensor: name)
      return switch (schemes[name], parts.qzeros) {
      case (let entry?, _): try ownForm(parts, try entry.get(), reader)
      case (nil, nil): try tableForm(parts, reader)
      case (nil, _): try integerForm(parts, reader)
      }
    }
  }

  private func integerForm(
    _ parts: GPTQParts, _ reader: PartReader
  ) throws(Contradiction) -> RecognizedTensor.Form {
    guard parts.negativeScales == nil else {
      throw Contradiction("scales2 goes with a floating-point table, qzeros with integers")
    }
    let matrix = try matrix(
      parts, values: CodedMatrix.integers(bits: parts.bits), convention.form, reader)
    let label = try parts.columnGroups(reader).label
    return RecognizedTensor.Form(
      label: "GPTQ int\(parts.bits) \(label) (\(convention.note))",
      shape: [parts.outputs, parts.inputs], decoder: matrix)
  }

  private func tableForm(
    _ parts: GPTQParts, _ reader: PartReader
  ) throws(Contradiction) -> RecognizedTensor.Form {
    guard let table = AuthorsTable(inferredFrom: parts, reader) else {
      throw Contradiction(
        "there is no qzeros, and the AFPQ authors have no \(parts.bits) bit table")
    }
    let matrix = try matrix(parts, values: table.values, convention.form, reader)
    let scales = parts.negativeScales == nil ? "" : " two scales"
    let label = try parts.columnGroups(reader).label
    return RecognizedTensor.Form(
      label: "AFPQ authors \(table.name)\(scales) \(label)", shape: [parts.outputs, parts.inputs],
      decoder: matrix)
  }

  /// What this project wrote: the scheme is known, zero points are stored as they are.
  private func ownForm(
    _ parts: GPTQParts, _ entry: PackedSchemes.Entry, _ reader: PartReader
  ) throws(Contradiction) -> RecognizedTensor.Form {
    let scheme = entry.scheme
    try entry.requireMatrix(rows: parts.outputs, columns: parts.inputs)
    guard scheme.bitWidth == parts.bits else {
      throw Contradiction("\(scheme) has \(scheme.bitWidth) bits, the codes have \(parts.bits)")
    }
    guard (scheme.scaling == .twoScale) == (parts.negativeScales != nil),
      scheme.element.isInteger == (parts.qzeros != nil)
    else { throw Contradiction("\(scheme) asks for other parts than there are") }
    guard let values = Self.values(of: scheme.element) else {
      throw Contradiction("\(scheme) has no form in this layout")
    }
    return RecognizedTensor.Form(
      label: "afpq \(scheme) (GPTQ layout)", shape: entry.shape,
      decoder: try matrix(parts, values: values, .v2, reader))
  }

  /// The values of the stored codes of a format; `nil` where the layout cannot hold it.
  private static func values(of element: ElementFormat) -> [Float]? {
    switch element {
    case .integer(let bits): CodedMatrix.integers(bits: bits)
    case .minifloat(.e2m0): AuthorsTable.fp3.values
    case .minifloat(.e2m1): AuthorsTable.fp4.values
    case .table(let table) where table == .normalFloat3 || table == .normalFloat4:
      table.valuesByCode
    case .minifloat, .table: nil
    }
  }

  private func matrix(
    _ parts: GPTQParts, values: [Float], _ form: GPTQZeroPointForm, _ reader: PartReader
  ) throws(Contradiction) -> CodedMatrix {
    let scales: (TensorDescriptor) -> ScaleArray = { tensor in
      ScaleArray(tensor: tensor, rows: parts.outputs, groups: parts.groups, order: .byGroup)
    }
    return CodedMatrix(
      shape: MatrixShape(rows: parts.outputs, columns: parts.inputs), codes: parts.codes,
      values: values, scales: scales(parts.scales),
      negativeScales: parts.negativeScales.map(scales),
      zeros: parts.zeros.map { .packed($0, addend: form.addend) } ?? .none,
      groups: try parts.columnGroups(reader).0)
  }
}
