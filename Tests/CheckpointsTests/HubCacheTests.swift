import Foundation
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct HubCacheTests {
  private let folder: TemporaryFolder
  private let model = "models--owner--a-name"

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(safetensorsFile(tensors: ["a"]), to: "\(model)/blobs/111")
    try folder.write(safetensorsFile(tensors: ["b"]), to: "\(model)/blobs/222")
    try folder.write(
      #"{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}"#, to: "\(model)/blobs/333")
    try folder.write("abc\n", to: "\(model)/refs/main")
    try folder.write("", to: "\(model)/snapshots/abc/.keep")
    for (name, blob) in [
      ("m-1.safetensors", "111"), ("m-2.safetensors", "222"),
      ("model.safetensors.index.json", "333"),
    ] {
      try folder.link("\(model)/snapshots/abc/\(name)", to: "../../blobs/\(blob)")
    }
  }

  @Test(arguments: ["", "/", "/snapshots/abc", "/snapshots/abc/model.safetensors.index.json"])
  func linksIntoTheBlobsWork(_ suffix: String) throws {
    let checkpoint = try openCheckpoint(at: folder.path(model + suffix))
    #expect(checkpoint.tensors.map(\.name) == ["a", "b"])
    #expect(try bytes(of: checkpoint.tensors[1], in: checkpoint) == [0, 1, 2, 3])
  }

  @Test(arguments: ["", "/snapshots/abc"])
  func theModelIsCalledByItsOwnerAndName(_ suffix: String) throws {
    #expect(try openCheckpoint(at: folder.path(model + suffix)).name == "owner/a-name")
  }

  @Test func theReferenceChoosesTheSnapshot() throws {
    try folder.write(safetensorsFile(tensors: ["old"]), to: "\(model)/snapshots/aaa/x.safetensors")
    #expect(try openCheckpoint(at: folder.path(model)).tensors.map(\.name) == ["a", "b"])
    try folder.write("aaa", to: "\(model)/refs/main")
    #expect(try openCheckpoint(at: folder.path(model)).tensors.map(\.name) == ["old"])
  }

  @Test(arguments: ["../../../elsewhere", "missing", ""])
  func aReferenceToNoSnapshotIsPassedOver(_ reference: String) throws {
    try folder.write(reference, to: "\(model)/refs/main")
    #expect(try openCheckpoint(at: folder.path(model)).tensors.map(\.name) == ["a", "b"])
  }

  @Test func alinkThatLeavesTheCacheIsRefused() throws {
    try folder.write(safetensorsFile(tensors: ["c"]), to: "\(model)/outside.safetensors")
    let snapshot = "\(model)/snapshots/abc"
    try FileManager.default.removeItem(atPath: folder.path("\(snapshot)/m-2.safetensors"))
    try folder.link("\(snapshot)/m-2.safetensors", to: "../../outside.safetensors")
    let expected = CheckpointError.invalidIndex(
      path: folder.path(snapshot), .shardOutsideFolder(shard: "m-2.safetensors"))
    #expect(throws: expected) { _ = try openCheckpoint(at: folder.path(snapshot)) }
  }

  @Test func blobsThatAreALinkThemselvesDoNotCount() throws {
    let blobs = folder.path("\(model)/blobs")
    try FileManager.default.moveItem(atPath: blobs, toPath: folder.path("elsewhere"))
    try folder.link("\(model)/blobs", to: folder.path("elsewhere"))
    let snapshot = folder.path("\(model)/snapshots/abc")
    let expected = CheckpointError.invalidIndex(
      path: snapshot, .shardOutsideFolder(shard: "m-1.safetensors"))
    #expect(throws: expected) { _ = try openCheckpoint(at: snapshot) }
  }
}
