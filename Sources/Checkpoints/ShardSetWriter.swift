import Glibc

/// Writes a model of several files into a folder, all at once or not at all.
///
/// Everything is written to a hidden folder beside the target first. A new target appears by one
/// rename. In a folder that holds a model already, the index decides which shards belong to it: the
/// new shards get names that no file has, the new index takes the place of the old one, and only
/// then the old shards go. Whatever ends before that leaves the old model as it was.
public struct ShardSetWriter: ~Copyable {
  /// The names of the new shards.
  public let shardNames: [String]
  private let folder: String
  private let staging: String
  /// Model files that the folder holds now.
  private let oldFiles: [String]
  private var isFinished = false

  private static let indexName = "model.safetensors.index.json"

  /// - Throws: `CheckpointError.targetExists` when the folder holds a model already and `overwrite`
  ///   is not asked for.
  public init(folder: String, shardCount: Int, overwrite: Bool) throws(CheckpointError) {
    let target = folder.droppingTrailingSlashes
    let names = (try? visibleNames(inFolder: target)) ?? []
    let oldFiles = names.filter { $0.hasSuffix(".safetensors") || $0 == Self.indexName }
    guard oldFiles.isEmpty || overwrite else { throw .targetExists(path: target) }
    let staging = temporaryPath(for: target)
    removeAbandoned(besides: target)
    guard mkdir(staging, 0o777) == 0 else {
      throw .systemFailure(path: target, operation: "create it")
    }
    shardNames = Self.freshNames(count: shardCount, besides: Set(oldFiles))
    (self.folder, self.staging, self.oldFiles) = (target, staging, oldFiles)
  }

  deinit { if !isFinished { removeFolder(staging) } }

  private static func freshNames(count: Int, besides taken: Set<String>) -> [String] {
    let padded = { (number: Int) in
      String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
    }
    var generation = 1
    while true {
      let suffix = generation == 1 ? "" : "-v\(generation)"
      let names = (1...max(count, 1)).map {
        "model-\(padded($0))-of-\(padded(count))\(suffix).safetensors"
      }
      if taken.isDisjoint(with: names) { return names }
      generation += 1
    }
  }

  /// Where the shard at `index` is to be written.
  public func path(ofShard index: Int) -> String { "\(staging)/\(shardNames[index])" }

  /// Makes the shards that were written the model.
  ///
  /// - Parameter tensors: the tensors of every shard, in the order of `shardNames`.
  public consuming func finish(tensors: [[TensorDescriptor]]) throws(CheckpointError) {
    let json = indexText(shards: shardNames, tensors: tensors)
    var file = try AtomicFile(target: "\(staging)/\(Self.indexName)", overwrite: false)
    try file.write(Array(json.utf8).span.bytes, at: 0)
    try file.publish()
    // One rename where there is no folder yet, or an empty one.
    if rename(staging, folder) != 0 { try moveIntoFolder() }
    isFinished = true
  }

  private borrowing func moveIntoFolder() throws(CheckpointError) {
    guard errno == ENOTEMPTY || errno == EEXIST else {
      throw .systemFailure(path: folder, operation: "create it")
    }
    // An index keeps its shards until it is replaced. Without one all files together are the
    // model, so that the new index must come first: a missing shard is an error, a surplus is not.
    let hasIndex = oldFiles.contains(Self.indexName)
    let names = hasIndex ? shardNames + [Self.indexName] : [Self.indexName] + shardNames
    for name in names {
      guard rename("\(staging)/\(name)", "\(folder)/\(name)") == 0 else {
        throw .systemFailure(path: "\(folder)/\(name)", operation: "create it")
      }
    }
    for name in oldFiles where name != Self.indexName { unlink("\(folder)/\(name)") }
    removeFolder(staging)
  }
}

/// The text of an index in the form of the Hugging Face libraries.
private func indexText(shards: [String], tensors: [[TensorDescriptor]]) -> String {
  let entries = zip(shards, tensors)
    .flatMap { shard, tensors in tensors.map { (name: $0.name, shard: shard) } }
    .sorted { naturallyPrecedes($0.name, $1.name) }
    .map { "    \(jsonQuoted($0.name)): \(jsonQuoted($0.shard))" }
  let total = tensors.joined().reduce(0) { $0 + $1.byteCount }
  return """
    {
      "metadata": {
        "total_size": \(total)
      },
      "weight_map": {
    \(entries.joined(separator: ",\n"))
      }
    }

    """
}
