import Foundation
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct ShardedCheckpointTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(safetensorsFile(tensors: ["x.10", "x.2"]), to: "model/1.safetensors")
    try folder.write(safetensorsFile(tensors: ["x.1", "y"]), to: "model/2.safetensors")
    try folder.write(safetensorsFile(tensors: ["z"]), to: "outside.safetensors")
  }

  @Test func tensorsOfAllShardsAreInNaturalOrder() throws {
    let model = try open(
      #"{"metadata":{"total_size":16},"weight_map":{"x.10":"1.safetensors","y":"2.safetensors"}}"#)
    #expect(model.name == "model")
    #expect(model.tensors.map(\.name) == ["x.1", "x.2", "x.10", "y"])
    let contents = try model.tensors.map { try bytes(of: $0, in: model)[0] }
    #expect(contents == [0, 4, 0, 4])
  }

  @Test(arguments: [
    "../outside.safetensors", "/etc/passwd", "./1.safetensors", "a/../../outside.safetensors",
    "", "link.safetensors", "a/b/../1.safetensors", "linked/outside.safetensors", "..", ".",
    "1.safetensors\\u0000",
  ])
  func aShardOutsideTheFolderIsRefused(_ shard: String) throws {
    try folder.link("model/link.safetensors", to: "../outside.safetensors")
    try folder.link("model/linked", to: "..")
    let name = shard.replacing("\\u0000", with: "\0")
    #expect(throws: indexError(.shardOutsideFolder(shard: name))) {
      _ = try open(#"{"weight_map":{"z":"\#(shard)"}}"#)
    }
  }

  @Test func aShardInASubfolderOrBehindALinkThatStaysInsideOpens() throws {
    try folder.write(safetensorsFile(tensors: ["s"]), to: "model/sub/3.safetensors")
    try folder.link("model/4.safetensors", to: "sub/3.safetensors")
    let direct = try open(#"{"weight_map":{"s":"sub/3.safetensors"}}"#)
    #expect(direct.tensors.map(\.name) == ["s"])
    let linked = try open(#"{"weight_map":{"s":"4.safetensors"}}"#)
    #expect(linked.tensors.map(\.name) == ["s"])
  }

  @Test func aMissingShardIsNamed() {
    #expect(throws: indexError(.shardNotFound(shard: "3.safetensors"))) {
      _ = try open(#"{"weight_map":{"a":"3.safetensors"}}"#)
    }
  }

  @Test func aTensorThatItsShardLacksIsNamed() {
    for tensor in ["q", "y"] {
      let problem = IndexProblem.tensorNotInShard(tensor: tensor, shard: "1.safetensors")
      #expect(throws: CheckpointError.invalidIndex(path: indexPath, problem)) {
        _ = try open(
          #"{"weight_map":{"x.1":"2.safetensors","\#(tensor)":"1.safetensors"}}"#)
      }
    }
  }

  @Test func aTensorInTwoShardsIsNamed() throws {
    try folder.write(safetensorsFile(tensors: ["y"]), to: "model/3.safetensors")
    let problem = IndexProblem.tensorInTwoShards(
      tensor: "y", first: "2.safetensors", second: "3.safetensors")
    #expect(throws: CheckpointError.invalidIndex(path: indexPath, problem)) {
      _ = try open(#"{"weight_map":{"y":"2.safetensors","w":"3.safetensors"}}"#)
    }
    #expect(throws: CheckpointError.invalidIndex(path: folder.path("model"), problem)) {
      try FileManager.default.removeItem(atPath: indexPath)
      _ = try openCheckpoint(at: folder.path("model"))
    }
  }

  @Test func everyTruncationOfAnIndexIsRefused() throws {
    let index = #"{"metadata":{"total_size":1},"weight_map":{"y":"2.safetensors"}}"#
    _ = try open(index)
    for length in 0..<index.utf8.count {
      let error = try #require(throws: CheckpointError.self, "length \(length)") {
        _ = try open(String(index.prefix(length)))
      }
      guard case .invalidIndex(indexPath, .invalidJSON) = error else {
        Issue.record("length \(length): \(error)")
        continue
      }
    }
  }

  @Test(arguments: [
    "{}", "[]", #"{"weight_map":{}}"#, #"{"weight_map":[]}"#, #"{"weight_map":{"a":1}}"#,
    #"{"weight_map":{"y":"2.safetensors","y":"2.safetensors"}}"#,
    #"{"weight_map":{"y":"2.safetensors"},"weight_map":{}}"#,
  ])
  func anIndexOfAnotherShapeIsRefused(_ index: String) throws {
    let error = try #require(throws: CheckpointError.self) { _ = try open(index) }
    guard case .invalidIndex(indexPath, .invalidJSON) = error else {
      Issue.record("\(error)")
      return
    }
  }

  private var indexPath: String { folder.path("model/model.safetensors.index.json") }

  private func indexError(_ problem: IndexProblem) -> CheckpointError {
    .invalidIndex(path: folder.path("model"), problem)
  }

  private func open(_ index: String) throws -> any Checkpoint {
    try folder.write(index, to: "model/model.safetensors.index.json")
    return try openCheckpoint(at: folder.path("model"))
  }
}
