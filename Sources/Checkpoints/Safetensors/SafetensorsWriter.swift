/// Writes a safetensors file, in bounded memory.
///
/// The same input gives the same bytes, and they are those of the safetensors package: tensors
/// ordered by dtype, the widest first, then by name; the header padded with spaces so that the data
/// starts at a multiple of eight. Tensors are filled in any order, each from its start to its end in
/// pieces of any size; then `finish` makes the file appear at once. Letting go of the writer before
/// that leaves the target untouched.
public struct SafetensorsWriter: ~Copyable {
  /// The tensors in the order of the file.
  public let tensors: [TensorDescriptor]
  private let path: String
  private var file: AtomicFile
  /// Where the next bytes of the tensor at the same index go, and where they end.
  private var positions: [Range<Int>] = []

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
    try file.write(header.span.bytes, at: 0)
    (self.tensors, self.path) = (tensors, path)
    self.file = file
    var start = header.count
    for tensor in tensors {
      positions.append(start..<start + tensor.byteCount)
      start += tensor.byteCount
    }
  }

  /// Appends bytes to the tensor at `index` of `tensors`.
  ///
  /// - Throws: `CheckpointError.wrongByteCount` when they reach beyond it.
  public mutating func append(_ bytes: RawSpan, to index: Int) throws(CheckpointError) {
    let position = positions[index]
    guard bytes.byteCount <= position.count else {
      throw wrongByteCount(index, surplus: bytes.byteCount)
    }
    try file.write(bytes, at: position.lowerBound)
    positions[index] = position.lowerBound + bytes.byteCount..<position.upperBound
  }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: `CheckpointError.wrongByteCount` when a tensor is not complete.
  public consuming func finish() throws(CheckpointError) {
    if let index = positions.firstIndex(where: { !$0.isEmpty }) {
      throw wrongByteCount(index, surplus: 0)
    }
    try file.publish()
  }

  private borrowing func wrongByteCount(_ index: Int, surplus: Int) -> CheckpointError {
    let expected = tensors[index].byteCount
    return .wrongByteCount(
      path: path, tensor: tensors[index].name,
      given: expected - positions[index].count + surplus, expected: expected)
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
    for (index, tensor) in writer.tensors.enumerated() {
      try withBytes(of: tensor) { (bytes) throws(CheckpointError) in
        try writer.append(bytes, to: index)
      }
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
