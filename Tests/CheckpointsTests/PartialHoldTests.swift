import Foundation
import Glibc
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct PartialHoldTests {
  private let folder: TemporaryFolder
  private let target: String

  init() throws {
    folder = try TemporaryFolder()
    target = folder.path("model")
  }

  @Test func aFileStaysOpenElsewhereUntilItIsLetGo() throws {
    let file = try AtomicFile(target: target, overwrite: false)
    var hold = PartialHold(of: target)
    drop(file)
    #expect(try folder.names.isEmpty)
    try expectHeld([temporaryPath(for: target)], by: &hold)
  }

  @Test func soDoesEveryShard() throws {
    let shards = try ShardSetWriter(folder: target, shardCount: 2, overwrite: false)
    let paths = (0..<2).map { shards.path(ofShard: $0) }
    for path in paths { #expect(FileManager.default.createFile(atPath: path, contents: nil)) }
    var hold = PartialHold(of: target + "/")
    drop(shards)
    #expect(try folder.names.isEmpty)
    try expectHeld(paths, by: &hold)
  }

  @Test func whereNothingIsWrittenNothingIsHeld() {
    guard let hold = PartialHold(of: target) else { return }
    Issue.record("process \(hold.process) holds something")
  }

  private func drop(_ writer: consuming some ~Copyable) {}

  /// Expects that a process has the deleted files open, and ends well once they are let go.
  private func expectHeld(_ paths: [String], by hold: inout PartialHold?) throws {
    let held = hold?.process
    let process = try #require(held)
    let descriptors = "/proc/\(process)/fd"
    let open = try FileManager.default.contentsOfDirectory(atPath: descriptors).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\($0)")
    }
    #expect(Set(open).isSuperset(of: paths.map { $0 + " (deleted)" }))
    hold = nil
    var status: Int32 = -1
    #expect(waitpid(process, &status, 0) == process)
    #expect(status == 0)
  }
}
