import Checkpoints
import Explorer
import Glibc

/// Writes a view of the explorer to the file that the person named.
@concurrent
func writeViewFile(_ file: ViewFile) async -> ViewWriteResult {
  do throws(CheckpointError) {
    try writeTextFile(
      file.contents, to: expandingHome(in: file.path), overwrite: file.replaces)
    return .written
  } catch {
    if case .targetExists = error { return .exists }
    return .failed("\(error)")
  }
}

/// `~/name` as the shell understands it.
private func expandingHome(in path: String) -> String {
  guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
  return String(cString: home) + path.dropFirst()
}
