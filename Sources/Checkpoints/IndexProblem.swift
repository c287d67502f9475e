/// What is wrong with the index of a sharded model, or between the index and its shards.
public enum IndexProblem: Error, Sendable, Hashable {
  /// The index is larger than a header may be.
  case tooLong(length: Int)
  /// The index is not UTF-8, not JSON, or not the object it should be.
  case invalidJSON(offset: Int, reason: String)
  /// A shard's name leads out of the model's folder.
  case shardOutsideFolder(shard: String)
  /// A shard does not exist.
  case shardNotFound(shard: String)
  /// Two shards hold a tensor of the same name.
  case tensorInTwoShards(tensor: String, first: String, second: String)
  /// The index promises a tensor that its shard lacks.
  case tensorNotInShard(tensor: String, shard: String)
}

extension IndexProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLong(let length):
      "the index has \(length) bytes, the limit is \(SafetensorsHeader.maximumLength)"
    case .invalidJSON(let offset, let reason):
      "invalid index at offset \(offset): \(reason)"
    case .shardOutsideFolder(let shard):
      "shard \(shard) leads out of the model's folder: open the file itself if you trust it"
    case .shardNotFound(let shard):
      "shard \(shard) does not exist"
    case .tensorInTwoShards(let tensor, let first, let second):
      "tensor \(tensor) is in two shards, \(first) and \(second)"
    case .tensorNotInShard(let tensor, let shard):
      "tensor \(tensor) is not in its shard \(shard)"
    }
  }
}
