import CFileGuard
import Glibc

/// A file mapped into memory for reading.
///
/// A class, because the mapping has an owner: it is undone when the last reader lets go. Reading is
/// safe when the file is truncated or overwritten meanwhile: pages that are gone read as zeros, and
/// the reader gets an error when it is done (see `file_guard.h`).
final class MappedFile: Sendable {
  let path: String
  /// In bytes, when the file was opened.
  let size: Int

  private let file: OpenFile
  private let modificationTime: ModificationTime
  /// The start of the mapping as a number, which unlike a pointer may be shared between threads:
  /// what it leads to is never written. Zero for an empty file, which cannot be mapped.
  private let address: UInt
  private let guardSlot: Int32

  /// Opens and maps a regular file; reads nothing.
  init(path: String) throws(CheckpointError) {
    let file = try OpenFile(reading: path)
    let status = try file.status()
    let size = Int(status.st_size)
    (address, guardSlot) = size == 0 ? (0, -1) : try Self.map(file, size: size)
    self.path = path
    self.size = size
    self.file = file
    modificationTime = ModificationTime(status)
  }

  private static func map(
    _ file: borrowing OpenFile, size: Int
  ) throws(CheckpointError) -> (address: UInt, guardSlot: Int32) {
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.descriptor, 0),
      start != MAP_FAILED
    else { throw .systemFailure(path: file.path, operation: "map it") }
    let slot = file_guard_register(start, size)
    guard slot >= 0 else {
      munmap(start, size)
      throw .tooManyFiles(path: file.path, limit: Int(FILE_GUARD_CAPACITY))
    }
    // Tensors are read from their start to their end: on a cold file this doubles the throughput.
    madvise(start, size, MADV_SEQUENTIAL)
    return (UInt(bitPattern: start), slot)
  }

  deinit {
    guard let start = UnsafeMutableRawPointer(bitPattern: address) else { return }
    file_guard_unregister(guardSlot)
    munmap(start, size)
  }

  /// Calls `body` with the bytes of a range.
  ///
  /// - Precondition: the range lies in the file as it was opened.
  /// - Throws: `CheckpointError.fileChanged` when the file was changed before `body` returned.
  func withBytes<Result>(
    _ range: Range<Int>, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= size)
    let start = UnsafeRawPointer(bitPattern: address).map { $0 + range.lowerBound }
    let buffer = UnsafeRawBufferPointer(start: start, count: range.count)
    let result = try withExtendedLifetime(self) { () throws(CheckpointError) in
      try body(buffer.bytes)
    }
    guard try isUnchanged() else { throw .fileChanged(path: path, range: range) }
    return result
  }

  /// Whether the file still is what was opened.
  ///
  /// Its size and time tell of a file that was cut or overwritten in place; the guard also tells of
  /// one that was cut and has grown again within one tick of the clock.
  private func isUnchanged() throws(CheckpointError) -> Bool {
    if guardSlot >= 0, file_guard_was_hit(guardSlot) { return false }
    let status = try file.status()
    return Int(status.st_size) == size && ModificationTime(status) == modificationTime
  }
}

/// When a file was last written to.
private struct ModificationTime: Equatable {
  let seconds: Int
  let nanoseconds: Int

  init(_ status: stat) {
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
