import Checkpoints

/// The parts of a GPTQ tensor, or of one of the AFPQ authors, whose shapes agree.
///
/// `qweight` [inputs·bits/32, outputs], `scales` and `scales2` [groups, outputs], `qzeros`
/// [groups, outputs·bits/32], `g_idx` [inputs].
struct GPTQParts {
  let qweight: TensorDescriptor
  let scales: TensorDescriptor
  let negativeScales: TensorDescriptor?
  let qzeros: TensorDescriptor?
  let groupIndex: TensorDescriptor?
  let bits: Int

  static let suffixes = [".qweight", ".scales", ".scales2", ".qzeros", ".g_idx"]

  var outputs: Int { qweight.shape[1] }
  var inputs: Int { groupIndex?.count ?? qweight.shape[0] * 32 / bits }
  var groups: Int { scales.shape[0] }

  init(_ module: String, in catalog: PartCatalog, bits hint: Int?) throws(Contradiction) {
    let floats = ScaleArray.floatTypes
    qweight = try catalog.part(module + ".qweight", [.i32], rank: 2)
    scales = try catalog.part(module + ".scales", floats, rank: 2)
    negativeScales = try catalog.optionalPart(module + ".scales2", floats, rank: 2)
    qzeros = try catalog.optionalPart(module + ".qzeros", [.i32], rank: 2)
    groupIndex = try catalog.optionalPart(module + ".g_idx", [.i32], rank: 1)
    try scales.requireShape([scales.shape[0], qweight.shape[1]])
    try negativeScales?.requireShape(scales.shape)
    if let qzeros { try qzeros.requireShape([scales.shape[0], qzeros.shape[1]]) }
    bits = try Self.bits(qweight, qzeros, inputs: groupIndex?.count, hint: hint)
  }

  /// The bits of a code, which the shapes of the zero points and of `g_idx` tell.
  private static func bits(
    _ qweight: TensorDescriptor, _ qzeros: TensorDescriptor?, inputs: Int?, hint: Int?
  ) throws(Contradiction) -> Int {
    let streamBits = qweight.shape[0] * 32
    let fitting = [2, 3, 4, 8].filter { bits in
      let zeroWords = CodeStreams.words(for: qweight.shape[1], bits: bits, density: .dense)
      return streamBits.isMultiple(of: bits) && (inputs.map { $0 * bits == streamBits } ?? true)
        && (qzeros.map { $0.shape[1] == zeroWords } ?? true)
    }
    if let hint, fitting.contains(hint) { return hint }
    guard qzeros != nil || inputs != nil else {
      throw Contradiction("without qzeros and g_idx nothing tells the bits of a code")
    }
    if let bits = fitting.first { return bits }
    let shapes = [qweight, qzeros].compactMap { part in part.map { "\($0.name) \($0.shape)" } }
    let columns = inputs.map { ", and g_idx has \($0) elements" } ?? ""
    throw Contradiction(
      "no number of bits fits the shapes of \(shapes.joined(separator: " and "))\(columns)")
  }

  /// One stream of weights for each output.
  var codes: CodeStreams {
    CodeStreams(
      tensor: qweight, bits: bits, count: outputs, length: inputs, order: .interleaved)
  }

  /// One stream of zero points for each group.
  var zeros: CodeStreams? {
    qzeros.map { CodeStreams(tensor: $0, bits: bits, count: groups, length: outputs) }
  }

  /// The groups of the inputs, and how a label names them.
  func columnGroups(_ reader: PartReader) throws(Contradiction) -> (ColumnGroups, label: String) {
    guard let groupIndex else {
      guard inputs.isMultiple(of: groups) else {
        throw Contradiction(
          "\(groups) groups in \(scales.name) do not divide \(inputs) inputs, and no g_idx does")
      }
      return (.size(inputs / groups), ColumnGroups.label(size: inputs / groups, columns: inputs))
    }
    guard let sample = try? groupsOfFirstInputs(groupIndex, reader) else {
      return (.indexed(groupIndex), "with g_idx")
    }
    let isInOrder =
      sample.first == 0 && zip(sample, sample.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 + 1 }
    // A short last group makes the size larger than the quotient: the first group has it.
    let isExact = inputs.isMultiple(of: groups) || !isInOrder
    let size = isExact ? max(inputs / groups, 1) : sample.prefix { $0 == 0 }.count
    let label = ColumnGroups.label(size: size, columns: inputs) + (isInOrder ? "" : " act-order")
    return (.indexed(groupIndex), label)
  }

  /// Enough of the beginning to tell a permutation, and the size of any usual group.
  private func groupsOfFirstInputs(
    _ groupIndex: TensorDescriptor, _ reader: PartReader
  ) throws(CheckpointError) -> [Int] {
    let count = min(inputs, 1024)
    let bytes = try reader.bytes(0..<4 * count, of: groupIndex)
    return (0..<count).map { index in
      (0..<4).reduce(0) { $0 | Int(bytes[4 * index + $1]) << (8 * $1) }
    }
  }
}
