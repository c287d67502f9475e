import CFileGuard
import Glibc

/// A file that appears under its name all at once, or not at all.
///
/// The bytes go to `.NAME.afpq-partial-PID` in the same folder; `publish` flushes them to the disk
/// and renames. Whatever ends before that leaves the target as it was. The temporary file goes with
/// the value, so that every failure cleans up; only a killed process leaves it behind.
struct AtomicFile: ~Copyable {
  private let target: String
  private let temporary: String
  private let descriptor: Int32
  private let overwrite: Bool
  /// Bytes written since the last of them were sent to the disk.
  private var pending = 0
  private var isPublished = false

  /// Bytes that are sent to the disk while others are written: `publish` has at most twice as many
  /// to wait for, and nothing can interrupt that.
  private static let flushSize = 8 << 20

  /// - Throws: `CheckpointError.targetExists` when there is a file and `overwrite` is not asked for.
  init(target: String, overwrite: Bool) throws(CheckpointError) {
    try Self.checkTarget(target, overwrite: overwrite)
    let temporary = temporaryPath(for: target)
    removeAbandoned(besides: target)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .systemFailure(path: target, operation: "create it") }
    (self.target, self.temporary) = (target, temporary)
    (self.descriptor, self.overwrite) = (descriptor, overwrite)
  }

  deinit {
    close(descriptor)
    if !isPublished { unlink(temporary) }
  }

  private static func checkTarget(_ path: String, overwrite: Bool) throws(CheckpointError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard overwrite else { throw .targetExists(path: path) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw .systemFailure(path: path, operation: "overwrite it", code: EISDIR)
    }
  }

  /// Writes bytes where the file says they belong; what was never written reads as zeros.
  mutating func write(_ bytes: RawSpan, at offset: Int) throws(CheckpointError) {
    var rest = bytes
    var offset = offset
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, min($0.count, Self.flushSize), offset)
      }
      if written < 0, errno == EINTR { continue }
      guard written >= 0 else { throw .systemFailure(path: target, operation: "write it") }
      rest = rest.extracting(droppingFirst: written)
      offset += written
      pending += written
      if pending >= Self.flushSize { try flush() }
    }
  }

  private mutating func flush() throws(CheckpointError) {
    let code = file_write_back(descriptor)
    guard code == 0 else {
      throw .systemFailure(path: target, operation: "write it", code: code)
    }
    pending = 0
  }

  /// Makes the file durable and gives it its name.
  consuming func publish() throws(CheckpointError) {
    guard fsync(descriptor) == 0 else {
      throw .systemFailure(path: target, operation: "write it")
    }
    try Self.checkTarget(target, overwrite: overwrite)
    guard rename(temporary, target) == 0 else {
      throw .systemFailure(path: target, operation: "create it")
    }
    isPublished = true
    syncFolder()
  }

  /// Makes the name durable, too; where a file system cannot, the file itself is safe already.
  private borrowing func syncFolder() {
    let handle = open(folder(ofPath: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { return }
    fsync(handle)
    close(handle)
  }
}
