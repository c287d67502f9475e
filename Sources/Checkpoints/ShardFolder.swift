/// The folder of a sharded model, and the rule which files in it may be opened.
///
/// An index comes from strangers: it must not make us open files elsewhere. A shard's name may not
/// lead out of the folder, neither by itself nor through symbolic links, except into the `blobs` of
/// the Hugging Face cache that the folder is a snapshot of.
struct ShardFolder {
  let path: String
  /// The folder and, for a snapshot, the `blobs`: without links, with a slash at the end.
  private let roots: [String]

  init(_ path: String) {
    self.path = path
    roots = [resolvedPath(path), HubCache.blobs(ofSnapshot: path)].compactMap { root in
      root.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    }
  }

  /// The path to open for a shard.
  func path(ofShard shard: String) throws(CheckpointError) -> String {
    let components = shard.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = components.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    guard isPlain, !shard.utf8.contains(0) else {
      throw .invalidIndex(path: path, .shardOutsideFolder(shard: shard))
    }
    let shardPath = "\(path)/\(shard)"
    guard let resolved = resolvedPath(shardPath) else {
      let failure = CheckpointError.systemFailure(path: shardPath, operation: "open it")
      guard case .notFound = failure else { throw failure }
      throw .invalidIndex(path: path, .shardNotFound(shard: shard))
    }
    guard roots.contains(where: { resolved.hasPrefix($0) }) else {
      throw .invalidIndex(path: path, .shardOutsideFolder(shard: shard))
    }
    return shardPath
  }
}
