/// Writes a whole text to a file that appears under its name all at once.
///
/// - Throws: `CheckpointError.targetExists` when there is such a file and `overwrite` is not asked
///   for; otherwise what kept the file from being written.
public func writeTextFile(
  _ text: String, to path: String, overwrite: Bool
) throws(CheckpointError) {
  var file = try AtomicFile(target: path, overwrite: overwrite)
  try file.write(Array(text.utf8).span.bytes, at: 0)
  try file.publish()
}
