import Checkpoints
import Quantization

/// Recognizes the project's own layout, which its metadata describes.
struct RowsLayout {
  let catalog: PartCatalog

  private static let suffixes = [
    ".codes", ".scale", ".scale_negative", ".zero_point", ".offset", ".tensor_scale",
  ]

  /// The tensor of a name in the metadata; `nil` where it has no parts in this layout.
  func tensor(
    named name: String, _ entry: Result<PackedSchemes.Entry, Contradiction>
  ) -> RecognizedTensor? {
    let parts = catalog.existing(Self.suffixes.map { name + $0 })
    guard !parts.isEmpty else { return nil }
    return RecognizedTensor(name: name, layout: "afpq", parts: parts) {
      () throws(Contradiction) in
      let entry = try entry.get()
      try check(parts, of: name, entry)
      return RecognizedTensor.Form(
        label: "afpq \(entry.scheme)", shape: entry.shape,
        decoder: try decoder(of: name, entry))
    }
  }

  /// Compares the parts with those that the scheme and the shape ask for.
  private func check(
    _ parts: [TensorDescriptor], of name: String, _ entry: PackedSchemes.Entry
  ) throws(Contradiction) {
    let arrays: [StoredArray]
    do throws(QuantizationError) {
      arrays = try PackingLayout.rows.arrays(
        for: name, scheme: entry.scheme, shape: MatrixShape(entry.shape))
    } catch {
      throw Contradiction("\(error)")
    }
    for array in arrays {
      guard let part = catalog[array.name] else {
        throw Contradiction("\(entry.scheme) needs \(array.name), which is not there")
      }
      let dataType = array.descriptor.dataType
      guard part.dataType == dataType else {
        throw Contradiction(
          "\(part.name) is \(part.dataType.name), \(entry.scheme) needs \(dataType.name)")
      }
      try part.requireShape(array.shape)
    }
    if let extra = parts.first(where: { part in !arrays.contains { $0.name == part.name } }) {
      throw Contradiction("\(entry.scheme) has no \(extra.name)")
    }
  }

  private func decoder(
    of name: String, _ entry: PackedSchemes.Entry
  ) throws(Contradiction) -> PackedRows {
    guard let codes = catalog[name + ".codes"], let scale = catalog[name + ".scale"] else {
      throw Contradiction("there are no codes or no scales")
    }
    return PackedRows(
      scheme: entry.scheme, shape: MatrixShape(entry.shape), codes: codes, scale: scale,
      negativeScale: catalog[name + ".scale_negative"], zeroPoint: catalog[name + ".zero_point"],
      offset: catalog[name + ".offset"], tensorScale: catalog[name + ".tensor_scale"])
  }
}
