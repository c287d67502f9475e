/// Reads a small JSON file that lies beside a model, such as its `config.json`.
///
/// The file is a hint and no part of the checkpoint: one that is missing, too large, outside the
/// model's folder or no JSON counts as none.
///
/// - Parameters:
///   - name: the file's name in the model's folder.
///   - path: what `openCheckpoint` was given.
public func readConfiguration(named name: String, besideModelAt path: String) -> JSONValue? {
  guard let folder = try? modelFolder(ofPath: path),
    let file = try? ShardFolder(folder).path(ofShard: name),
    let contents = try? MappedFile(path: file), contents.size <= maximumConfigurationSize,
    let bytes = try? contents.withBytes(0..<contents.size, { $0.withUnsafeBytes { Array($0) } })
  else { return nil }
  return JSONValue(bytes: bytes)
}

private let maximumConfigurationSize = 1 << 24

private func modelFolder(ofPath path: String) throws(CheckpointError) -> String? {
  switch try FileKind(ofPath: path) {
  case .file: folder(ofPath: path)
  case .folder: try HubCache.snapshot(ofModelFolder: path) ?? path
  case .other: nil
  }
}
