/// A model in several safetensors files.
public struct ShardedCheckpoint: Checkpoint {
  public let name: String
  public let tensors: [TensorDescriptor]
  public let metadata: [MetadataEntry]
  private let files: [SafetensorsCheckpoint]
  /// The shard of the tensor at the same index.
  private let shardIndices: [Int]
  private let path: String

  /// Opens an index and every shard it names, in the index's own folder.
  init(indexPath: String, name: String) throws(CheckpointError) {
    let index = try ShardIndex(path: indexPath)
    try self.init(
      shards: index.shards, in: ShardFolder(folder(ofPath: indexPath)), name: name,
      path: indexPath)
    try check(index)
  }

  /// Opens shards that no index describes.
  init(shards: [String], in folder: ShardFolder, name: String) throws(CheckpointError) {
    try self.init(shards: shards, in: folder, name: name, path: folder.path)
  }

  private init(
    shards names: [String], in folder: ShardFolder, name: String, path: String
  ) throws(CheckpointError) {
    var shards: [SafetensorsCheckpoint] = []
    for name in names {
      shards.append(try SafetensorsCheckpoint(path: try folder.path(ofShard: name), name: name))
    }
    let located = shards.indices.flatMap { shard in
      shards[shard].tensors.map { (tensor: $0, shard: shard) }
    }.sortedNaturally(by: \.tensor.name)
    for (first, second) in zip(located, located.dropFirst())
    where ExactString(first.tensor.name) == ExactString(second.tensor.name) {
      let (first, second, tensor) = (names[first.shard], names[second.shard], first.tensor.name)
      throw .invalidIndex(
        path: path, .tensorInTwoShards(tensor: tensor, first: first, second: second))
    }
    self.name = name
    self.path = path
    files = shards
    tensors = located.map(\.tensor)
    shardIndices = located.map(\.shard)
    metadata = shards.flatMap(\.metadata)
  }

  public var shards: [CheckpointShard] {
    files.map { CheckpointShard(fileName: $0.name, tensors: $0.tensors) }
  }

  /// Checks that every tensor is where the index says.
  private func check(_ index: ShardIndex) throws(CheckpointError) {
    for (tensor, shard) in index.locations {
      guard let found = tensors.index(ofName: tensor),
        ExactString(files[shardIndices[found]].name) == ExactString(shard)
      else { throw .invalidIndex(path: path, .tensorNotInShard(tensor: tensor, shard: shard)) }
    }
  }

  public func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard let index = tensors.index(of: tensor) else {
      throw .tensorNotFound(name: tensor.name, checkpoint: path)
    }
    return try files[shardIndices[index]].withBytes(of: tensor, body)
  }
}
