import CFileGuard
import Glibc

/// Keeps open, in a process of its own, what this process has written so far of a target.
///
/// Whoever lets go of a deleted file last waits until its blocks are free: some 0.2 s for a
/// gigabyte. A process that must end at once holds its files first; then removing them and ending
/// takes no time, and the other process frees them as soon as this one is gone or lets go.
public struct PartialHold: ~Copyable {
  /// The process that holds the files.
  let process: pid_t
  private let release: Int32

  /// - Returns: `nil` where nothing has been written, or no process can be started.
  public init?(of target: String) {
    let files = Self.open(temporaryPath(for: target.droppingTrailingSlashes))
    defer { for file in files { close(file) } }
    guard !files.isEmpty else { return nil }
    var release: Int32 = -1
    let process = file_hold(&release)
    guard process > 0 else { return nil }
    (self.process, self.release) = (process, release)
  }

  deinit { close(release) }

  /// The file at a path, or those in the folder there.
  private static func open(_ path: String) -> [Int32] {
    let names = (try? names(inFolder: path))?.filter { $0 != "." && $0 != ".." }
    let paths = names?.map { "\(path)/\($0)" } ?? [path]
    return paths.compactMap { path in
      let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      return descriptor < 0 ? nil : descriptor
    }
  }
}
