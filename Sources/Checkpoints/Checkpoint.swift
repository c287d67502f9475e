/// An open model: what it contains, and the bytes of one tensor at a time.
///
/// Opening reads headers only. Nothing in a header is trusted; what is listed has been checked
/// against the size of its file.
public protocol Checkpoint: Sendable {
  /// What a person calls the model: the file's or the folder's name.
  var name: String { get }
  /// Every tensor, in the natural order of the names.
  var tensors: [TensorDescriptor] { get }
  /// The `__metadata__` of all files, in the order of the files and of their keys.
  var metadata: [MetadataEntry] { get }

  /// The files of the model with their tensors, in their order.
  var shards: [CheckpointShard] { get }

  /// Calls `body` with the tensor's bytes: row-major, little-endian, `tensor.byteCount` of them.
  ///
  /// The bytes may be mapped from a file, so touching them may wait for a disk.
  ///
  /// - Throws: `CheckpointError` when the tensor is not here or its bytes cannot be read any more.
  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result
}

extension Checkpoint {
  /// One file that holds everything.
  public var shards: [CheckpointShard] { [CheckpointShard(fileName: name, tensors: tensors)] }
}

/// One tensor of a checkpoint, as its header describes it.
public struct TensorDescriptor: Sendable, Hashable, Identifiable {
  public let name: String
  public let dataType: DataType
  public let shape: [Int]

  public init(name: String, dataType: DataType, shape: [Int]) {
    self.name = name
    self.dataType = dataType
    self.shape = shape
  }

  public var id: String { name }
  /// The number of elements: the product of the shape, 1 for a scalar.
  public var count: Int { shape.reduce(1, *) }
  /// The number of bytes its elements take.
  public var byteCount: Int { count * dataType.bitWidth / 8 }
}

/// One string of a file's `__metadata__`.
public struct MetadataEntry: Sendable, Hashable {
  public let key: String
  public let value: String

  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}
