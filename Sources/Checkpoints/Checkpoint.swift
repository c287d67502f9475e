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

  /// Widens the row-major elements `range` of a tensor into float32, at the start of `destination`.
  ///
  /// Float64 and wide integers are rounded to nearest, ties to even; a float64 beyond float32
  /// becomes infinite. NaN and infinities stay what they are. `BOOL` becomes 0 and 1.
  ///
  /// - Precondition: `range` lies in the tensor, and `destination` has room for it.
  /// - Throws: `CheckpointError.unsupportedDataType` for elements of other formats, and what
  ///   `withBytes` throws.
  func readElements(
    _ range: Range<Int>, of tensor: TensorDescriptor, into destination: inout MutableSpan<Float>
  ) throws(CheckpointError)

  /// What a person should know about the model before believing what is shown: one lower-case
  /// sentence each.
  var notices: [String] { get }
}

extension Checkpoint {
  public var notices: [String] { [] }
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
  /// What the file really holds, for a tensor that is dequantized as it is read: `GPTQ int4 g128`.
  public let encoding: String?

  public init(name: String, dataType: DataType, shape: [Int], encoding: String? = nil) {
    self.name = name
    self.dataType = dataType
    self.shape = shape
    self.encoding = encoding
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
