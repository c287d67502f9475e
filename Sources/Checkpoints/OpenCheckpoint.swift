/// Opens a model by what its path leads to, reading headers only.
///
/// - A file is opened as safetensors, an `*.index.json` with the shards it names.
/// - A folder: its `model.safetensors.index.json`, else its only `*.index.json`, else all its
///   `*.safetensors` files together. A snapshot in a Hugging Face cache is such a folder.
/// - A model's folder in a Hugging Face cache, `models--OWNER--NAME`: the snapshot of `refs/main`,
///   or the only one.
///
/// - Throws: `CheckpointError` with the path at fault.
public func openCheckpoint(at path: String) throws(CheckpointError) -> any Checkpoint {
  switch try FileKind(ofPath: path) {
  case .file:
    path.hasSuffix(indexSuffix)
      ? try ShardedCheckpoint(indexPath: path, name: lastComponent(ofPath: path))
      : try SafetensorsCheckpoint(path: path)
  case .folder: try openFolder(path)
  case .other: throw .notAFile(path: path)
  }
}

private let indexSuffix = ".index.json"
private let usualIndexName = "model.safetensors" + indexSuffix
private let modelSuffix = ".safetensors"

private func openFolder(_ path: String) throws(CheckpointError) -> any Checkpoint {
  let folder = try HubCache.snapshot(ofModelFolder: path) ?? path
  let name = HubCache.modelName(ofFolder: folder) ?? nameOfFolder(path)
  let names = try visibleNames(inFolder: folder)
  if let index = try indexName(among: names, folder: path) {
    return try ShardedCheckpoint(indexPath: "\(folder)/\(index)", name: name)
  }
  let shards = names.filter { $0.hasSuffix(modelSuffix) }
  guard let first = shards.first else { throw .noModelFiles(path: path) }
  let location = ShardFolder(folder)
  if shards.count == 1 {
    return try SafetensorsCheckpoint(path: try location.path(ofShard: first), name: name)
  }
  return try ShardedCheckpoint(shards: shards, in: location, name: name)
}

private func indexName(
  among names: [String], folder: String
) throws(CheckpointError) -> String? {
  if names.contains(usualIndexName) { return usualIndexName }
  let candidates = names.filter { $0.hasSuffix(indexSuffix) }
  guard candidates.count <= 1 else {
    throw .ambiguousIndex(path: folder, candidates: candidates)
  }
  return candidates.first
}

/// The folder's own name, also when the path is `.` or ends in `..`.
private func nameOfFolder(_ path: String) -> String {
  lastComponent(ofPath: resolvedPath(path) ?? path)
}
