/// The layout of a Hugging Face cache: `models--OWNER--NAME/{blobs,refs,snapshots/COMMIT}`.
///
/// The files of a snapshot are symbolic links into `blobs`.
enum HubCache {
  private static let modelPrefix = "models--"

  /// The snapshot to open for a model's folder; `nil` when the folder is none.
  static func snapshot(ofModelFolder path: String) throws(CheckpointError) -> String? {
    let snapshots = "\(path)/snapshots"
    guard let kind = try? FileKind(ofPath: snapshots), kind == .folder else { return nil }
    let names = try visibleNames(inFolder: snapshots)
    if let main = commit(inReference: "\(path)/refs/main"), names.contains(main) {
      return "\(snapshots)/\(main)"
    }
    guard let only = names.first, names.count == 1 else { return nil }
    return "\(snapshots)/\(only)"
  }

  /// `OWNER/NAME` for a snapshot's folder, `nil` for every other.
  static func modelName(ofFolder path: String) -> String? {
    guard let snapshots = snapshotsFolder(ofSnapshot: path) else { return nil }
    let model = lastComponent(ofPath: folder(ofPath: snapshots))
    guard model.hasPrefix(modelPrefix) else { return nil }
    return decodedName(model)
  }

  /// The folder that the links of a snapshot lead to, without links: one that is a link itself
  /// could lead anywhere. `nil` for every other folder.
  static func blobs(ofSnapshot path: String) -> String? {
    guard let snapshots = snapshotsFolder(ofSnapshot: path) else { return nil }
    let blobs = folder(ofPath: snapshots) + "/blobs"
    return resolvedPath(blobs) == blobs ? blobs : nil
  }

  private static func snapshotsFolder(ofSnapshot path: String) -> String? {
    guard let resolved = resolvedPath(path) else { return nil }
    let parent = folder(ofPath: resolved)
    return lastComponent(ofPath: parent) == "snapshots" ? parent : nil
  }

  private static func commit(inReference path: String) -> String? {
    guard let file = try? MappedFile(path: path), file.size < 256 else { return nil }
    return try? file.withBytes(0..<file.size) { bytes in
      bytes.withUnsafeBytes { String(decoding: $0.prefix { $0 > 0x20 }, as: UTF8.self) }
    }
  }

  private static func decodedName(_ folder: String) -> String {
    var name = ""
    var rest = folder.dropFirst(modelPrefix.count)
    while let byte = rest.first {
      let isSeparator = rest.hasPrefix("--")
      name.append(isSeparator ? "/" : byte)
      rest = rest.dropFirst(isSeparator ? 2 : 1)
    }
    return name
  }
}
