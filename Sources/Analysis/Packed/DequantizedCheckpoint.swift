import Checkpoints
import Quantization

/// A model whose quantized tensors read as float32 weights.
///
/// Weights are restored from the mapped file each time they are read, a block of whole rows at a
/// time, so memory stays bounded and nothing is kept.
struct DequantizedCheckpoint: Checkpoint {
  let name: String
  let tensors: [TensorDescriptor]
  let metadata: [MetadataEntry]
  let notices: [String]
  /// The files as they are.
  let base: any Checkpoint
  /// How the tensor at the same index is stored; `nil` for plain ones.
  private let forms: [StoredForm?]
  /// By the index of a part in `base`, the index of the tensor that it belongs to.
  private let owners: [Int: Int]
  /// What restores the tensor at the same index; `nil` for plain ones.
  private let decoders: [Result<any WeightDecoder, Contradiction>?]

  /// Weights of one block; more where a row has more.
  private static let blockSize = 1 << 17

  init(_ base: any Checkpoint, _ survey: PackedSurvey) {
    let tensors = base.tensors
    let parts = Set(
      survey.found.flatMap { found in found.parts.compactMap { tensors.index(of: $0) } })
    let plain = tensors.indices.filter { !parts.contains($0) }.map { tensors[$0] }
    let all: [(tensor: TensorDescriptor, found: RecognizedTensor?)] =
      plain.map { ($0, nil) } + survey.found.map { ($0.tensor, $0) }
    let sorted = all.sortedNaturally(by: \.tensor.name)
    self.base = base
    name = base.name
    metadata = base.metadata
    notices = base.notices + survey.notices
    self.tensors = sorted.map(\.tensor)
    decoders = sorted.map { $0.found?.decoder }
    forms = sorted.map { entry in entry.found.map { StoredForm($0, survey.schemes) } }
    var owners: [Int: Int] = [:]
    for (index, entry) in sorted.enumerated() {
      for part in entry.found?.parts ?? [] {
        if let position = tensors.index(of: part) { owners[position] = index }
      }
    }
    self.owners = owners
  }

  func form(of tensor: TensorDescriptor) -> StoredForm? {
    tensors.index(of: tensor).flatMap { forms[$0] }
  }

  func owner(ofPart part: TensorDescriptor) -> TensorDescriptor? {
    base.tensors.index(of: part).flatMap { owners[$0] }.map { tensors[$0] }
  }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard let decoder = try decoder(of: tensor) else {
      return try base.withBytes(of: tensor, body)
    }
    var weights = [Float](repeating: 0, count: tensor.count)
    var destination = weights.mutableSpan
    try read(0..<tensor.count, of: tensor, decoder, into: &destination)
    return try body(weights.span.bytes)
  }

  func readElements(
    _ range: Range<Int>, of tensor: TensorDescriptor, into destination: inout MutableSpan<Float>
  ) throws(CheckpointError) {
    guard let decoder = try decoder(of: tensor) else {
      return try base.readElements(range, of: tensor, into: &destination)
    }
    precondition(range.lowerBound >= 0 && range.upperBound <= tensor.count)
    precondition(destination.count >= range.count)
    try read(range, of: tensor, decoder, into: &destination)
  }

  /// What restores a tensor; `nil` for a plain one.
  private func decoder(
    of tensor: TensorDescriptor
  ) throws(CheckpointError) -> (any WeightDecoder)? {
    guard let index = tensors.index(of: tensor) else {
      throw .tensorNotFound(name: tensor.name, checkpoint: name)
    }
    do throws(Contradiction) {
      return try decoders[index]?.get()
    } catch {
      throw .contradictoryParts(checkpoint: name, tensor: tensor.name, reason: error.reason)
    }
  }

  private func read(
    _ range: Range<Int>, of tensor: TensorDescriptor, _ decoder: any WeightDecoder,
    into destination: inout MutableSpan<Float>
  ) throws(CheckpointError) {
    guard !range.isEmpty else { return }
    let parts = PartReader(checkpoint: base, tensor: tensor.name)
    let columns = decoder.shape.columns
    let lastRow = (range.upperBound - 1) / columns
    let blockRows = max(Self.blockSize / columns, 1)
    for row in stride(from: range.lowerBound / columns, through: lastRow, by: blockRows) {
      let rows = row..<min(row + blockRows, lastRow + 1)
      let weights = try decoder.weights(rows: rows, from: parts)
      let start = rows.lowerBound * columns
      let wanted = range.clamped(to: start..<rows.upperBound * columns)
      let (source, target) = (wanted.offset(by: -start), wanted.offset(by: -range.lowerBound))
      destination.withUnsafeMutableBufferPointer {
        _ = $0[target].update(fromContentsOf: weights[source])
      }
    }
  }
}

extension Range<Int> {
  fileprivate func offset(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}

extension StoredForm {
  fileprivate init(_ tensor: RecognizedTensor, _ schemes: PackedSchemes) {
    let entry = try? schemes[tensor.tensor.name]?.get()
    self.init(parts: tensor.parts, scheme: entry?.scheme, sourceType: entry?.dataType)
  }
}
