/// Writes a safetensors file tensor by tensor, in bounded memory.
///
/// The same input gives the same bytes, and they are those of the safetensors package: tensors
/// ordered by dtype, the widest first, then by name; the header padded with spaces so that the data
/// starts at a multiple of eight. Append the bytes of `tensors`, in their order and in chunks of
/// any size, then call `finish`: the file appears at once. Letting go of the writer before that
/// leaves the target untouched.
public struct SafetensorsWriter: ~Copyable {
  /// The tensors in the order of the file.
  public let tensors: [TensorDescriptor]
  private let path: String
  private var file: AtomicFile
  /// The tensor that is being filled; all before it are complete.
  private var index = 0
  private var filled = 0

  /// Writes the header.
  ///
  /// - Precondition: the names are different, none is `__metadata__`, and every tensor takes whole
  ///   bytes; metadata keys are different.
  public init(
    path: String, tensors: [TensorDescriptor], metadata: [MetadataEntry], overwrite: Bool = false
  ) throws(CheckpointError) {
    let tensors = tensors.inFileOrder()
    let header = headerBytes(tensors: tensors, metadata: metadata)
    var file = try AtomicFile(target: path, overwrite: overwrite)
    try file.append(header.span.bytes)
    (self.tensors, self.path) = (tensors, path)
    self.file = file
    skipFilledTensors()
  }

  /// Appends bytes to the first tensor that is not complete.
  ///
  /// - Throws: `CheckpointError.wrongByteCount` when they reach beyond it.
  public mutating func append(_ bytes: RawSpan) throws(CheckpointError) {
    guard !bytes.isEmpty else { return }
    guard index < tensors.count else {
      let last = tensors.last
      let expected = last?.byteCount ?? 0
      throw .wrongByteCount(
        path: path, tensor: last?.name ?? "", given: expected + bytes.byteCount,
        expected: expected)
    }
    let tensor = tensors[index]
    guard bytes.byteCount <= tensor.byteCount - filled else {
      throw .wrongByteCount(
        path: path, tensor: tensor.name, given: filled + bytes.byteCount,
        expected: tensor.byteCount)
    }
    try file.append(bytes)
    filled += bytes.byteCount
    skipFilledTensors()
  }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: `CheckpointError.wrongByteCount` when a tensor is not complete.
  public consuming func finish() throws(CheckpointError) {
    if index < tensors.count {
      let tensor = tensors[index]
      throw .wrongByteCount(
        path: path, tensor: tensor.name, given: filled, expected: tensor.byteCount)
    }
    try file.publish()
  }

  private mutating func skipFilledTensors() {
    while index < tensors.count, filled == tensors[index].byteCount {
      (index, filled) = (index + 1, 0)
    }
  }
}

extension Checkpoint {
  /// Writes tensors of this checkpoint, and its metadata, to a safetensors file.
  ///
  /// - Parameter tensors: which ones; `nil` means all.
  public func write(
    to path: String, tensors: [TensorDescriptor]? = nil, overwrite: Bool = false
  ) throws(CheckpointError) {
    var writer = try SafetensorsWriter(
      path: path, tensors: tensors ?? self.tensors, metadata: metadata.withUniqueKeys(),
      overwrite: overwrite)
    for tensor in writer.tensors {
      try withBytes(of: tensor) { (bytes) throws(CheckpointError) in try writer.append(bytes) }
    }
    try writer.finish()
  }
}

extension [MetadataEntry] {
  /// The first entry of every key: shards repeat theirs, a file may not.
  fileprivate func withUniqueKeys() -> [MetadataEntry] {
    var keys: Set<ExactString> = []
    return filter { keys.insert(ExactString($0.key)).inserted }
  }
}
