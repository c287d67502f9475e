/// One open safetensors file.
public struct SafetensorsCheckpoint: Checkpoint {
  public let name: String
  public let tensors: [TensorDescriptor]
  public let metadata: [MetadataEntry]
  private let file: MappedFile
  /// Where the bytes of the tensor at the same index are.
  private let byteRanges: [Range<Int>]

  /// Opens a file and checks its whole header; of the data nothing is read.
  public init(path: String) throws(CheckpointError) {
    try self.init(path: path, name: lastComponent(ofPath: path))
  }

  init(path: String, name: String) throws(CheckpointError) {
    let file = try MappedFile(path: path)
    let header = try file.withBytes(0..<file.size) { (bytes) throws(CheckpointError) in
      do throws(HeaderProblem) {
        return try SafetensorsHeader(of: bytes)
      } catch {
        if let kind = ForeignFile(bytes)?.description {
          throw .notSafetensors(path: path, kind: kind)
        }
        throw .invalidHeader(path: path, error)
      }
    }
    self.name = name
    self.file = file
    tensors = header.tensors
    byteRanges = header.byteRanges
    metadata = header.metadata
  }

  public func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard let index = tensors.index(of: tensor) else {
      throw .tensorNotFound(name: tensor.name, checkpoint: file.path)
    }
    return try file.withBytes(byteRanges[index], body)
  }
}
