import Foundation
import Glibc
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct MappedFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aRangeHoldsTheBytesOfTheFile() throws {
    let file = try MappedFile(path: folder.write([1, 2, 3, 4, 5], to: "file"))
    #expect(file.size == 5)
    #expect(try contents(of: file, 1..<4) == [2, 3, 4])
    #expect(try contents(of: file, 5..<5) == [])
  }

  @Test func anEmptyFileHasNoBytes() throws {
    let file = try MappedFile(path: folder.write([], to: "empty"))
    #expect(try contents(of: file, 0..<0) == [])
  }

  @Test func aPageThatIsGoneIsAnErrorInsteadOfADeath() throws {
    let path = try folder.write([UInt8](repeating: 7, count: 100_000), to: "file")
    let file = try MappedFile(path: path)
    #expect(truncate(path, 4096) == 0)
    #expect(throws: CheckpointError.fileChanged(path: path, range: 0..<100_000)) {
      _ = try contents(of: file, 0..<100_000)
    }
  }

  @Test func bytesThatVanishWhileTheyAreReadAreAnError() throws {
    let path = try folder.write([UInt8](repeating: 7, count: 100_000), to: "file")
    let file = try MappedFile(path: path)
    #expect(throws: CheckpointError.fileChanged(path: path, range: 8192..<100_000)) {
      _ = try file.withBytes(8192..<100_000) { bytes in
        let before = sum(bytes)
        truncate(path, 0)
        return before + sum(bytes)
      }
    }
  }

  @Test func aCutInsideAPageIsAnError() throws {
    let path = try folder.write([UInt8](repeating: 7, count: 100), to: "file")
    let file = try MappedFile(path: path)
    #expect(truncate(path, 99) == 0)
    #expect(throws: CheckpointError.fileChanged(path: path, range: 0..<100)) {
      _ = try contents(of: file, 0..<100)
    }
  }

  @Test func aFileThatWasCutAndHasGrownAgainIsAnError() throws {
    let path = try folder.write([UInt8](repeating: 7, count: 100_000), to: "file")
    let file = try MappedFile(path: path)
    #expect(throws: CheckpointError.fileChanged(path: path, range: 0..<100_000)) {
      _ = try file.withBytes(0..<100_000) { bytes in
        truncate(path, 0)
        let sum = sum(bytes)
        truncate(path, 100_000)
        return sum
      }
    }
  }

  @Test func aFileThatIsReplacedByRenamingStaysReadable() throws {
    let path = try folder.write([1, 2, 3], to: "file")
    let file = try MappedFile(path: path)
    let other = try folder.write([9], to: "other")
    #expect(rename(other, path) == 0)
    #expect(try contents(of: file, 0..<3) == [1, 2, 3])
  }

  @Test func slotsAreReused() throws {
    let path = try folder.write([1], to: "file")
    for _ in 0..<5000 { _ = try MappedFile(path: path) }
    #expect(try contents(of: try MappedFile(path: path), 0..<1) == [1])
  }

  @Test func whatIsNoFileIsRefused() throws {
    let missing = folder.path("missing")
    #expect(throws: CheckpointError.notFound(path: missing)) { _ = try MappedFile(path: missing) }
    #expect(throws: CheckpointError.notAFile(path: folder.path)) {
      _ = try MappedFile(path: folder.path)
    }
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(throws: CheckpointError.notAFile(path: folder.path("pipe"))) {
      _ = try MappedFile(path: folder.path("pipe"))
    }
  }

  private func contents(
    of file: MappedFile, _ range: Range<Int>
  ) throws(CheckpointError) -> [UInt8] {
    try file.withBytes(range) { bytes in bytes.withUnsafeBytes { Array($0) } }
  }

  private func sum(_ bytes: RawSpan) -> Int {
    bytes.withUnsafeBytes { $0.reduce(0) { $0 + Int($1) } }
  }
}
