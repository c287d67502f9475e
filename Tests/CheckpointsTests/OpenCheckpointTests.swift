import Foundation
import Glibc
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct OpenCheckpointTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aFileOpensUnderItsName() throws {
    let path = try folder.write(safetensorsFile(tensors: ["x.10", "x.9"]), to: "m.safetensors")
    let model = try openCheckpoint(at: path)
    #expect(model.name == "m.safetensors")
    #expect(model.tensors.map(\.name) == ["x.9", "x.10"])
    #expect(try bytes(of: model.tensors[1], in: model) == [0, 1, 2, 3])
    #expect(try bytes(of: model.tensors[0], in: model) == [4, 5, 6, 7])
  }

  @Test func anotherTensorIsNotFound() throws {
    let path = try folder.write(safetensorsFile(tensors: ["a"]), to: "m.safetensors")
    let model = try openCheckpoint(at: path)
    for other in [
      TensorDescriptor(name: "b", dataType: .u8, shape: [4]),
      TensorDescriptor(name: "a", dataType: .i8, shape: [4]),
      TensorDescriptor(name: "a", dataType: .u8, shape: [2, 2]),
    ] {
      #expect(throws: CheckpointError.tensorNotFound(name: other.name, checkpoint: path)) {
        _ = try bytes(of: other, in: model)
      }
    }
  }

  @Test func aFolderWithOneFileOpensUnderTheFoldersName() throws {
    try folder.write(safetensorsFile(tensors: ["a"]), to: "model/weights.safetensors")
    try folder.write("{}", to: "model/config.json")
    #expect(try openCheckpoint(at: folder.path("model/")).name == "model")
  }

  @Test func aFolderWithSeveralFilesOpensThemAll() throws {
    try folder.write(safetensorsFile(tensors: ["b", "d"]), to: "m-1.safetensors")
    try folder.write(safetensorsFile(tensors: ["a", "c"]), to: "m-2.safetensors")
    let model = try openCheckpoint(at: folder.path)
    #expect(model.tensors.map(\.name) == ["a", "b", "c", "d"])
    #expect(try bytes(of: model.tensors[2], in: model) == [4, 5, 6, 7])
  }

  @Test func theUsualIndexIsPreferred() throws {
    try folder.write(safetensorsFile(tensors: ["a"]), to: "a.safetensors")
    try folder.write(safetensorsFile(tensors: ["b"]), to: "b.safetensors")
    try folder.write(
      #"{"weight_map":{"a":"a.safetensors"}}"#, to: "model.safetensors.index.json")
    try folder.write(#"{"weight_map":{"b":"b.safetensors"}}"#, to: "other.index.json")
    #expect(try openCheckpoint(at: folder.path).tensors.map(\.name) == ["a"])
    #expect(
      try openCheckpoint(at: folder.path("other.index.json")).tensors.map(\.name) == ["b"])
  }

  @Test func severalIndexesAreAmbiguous() throws {
    try folder.write("{}", to: "a.index.json")
    try folder.write("{}", to: "b.index.json")
    let expected = CheckpointError.ambiguousIndex(
      path: folder.path, candidates: ["a.index.json", "b.index.json"])
    #expect(throws: expected) { _ = try openCheckpoint(at: folder.path) }
  }

  @Test func whatIsNotThereIsNotFound() {
    for path in [folder.path("missing"), folder.path("missing/below")] {
      #expect(throws: CheckpointError.notFound(path: path)) { _ = try openCheckpoint(at: path) }
    }
  }

  @Test func aFolderWithoutModelsSaysSo() throws {
    try folder.write("hello", to: "README.md")
    try folder.write(safetensorsFile(tensors: ["a"]), to: ".hidden.safetensors")
    #expect(throws: CheckpointError.noModelFiles(path: folder.path)) {
      _ = try openCheckpoint(at: folder.path)
    }
  }

  @Test func aDeviceIsRefused() {
    #expect(throws: CheckpointError.notAFile(path: "/dev/null")) {
      _ = try openCheckpoint(at: "/dev/null")
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func aFileWithoutPermissionSaysSo() throws {
    let path = try folder.write(safetensorsFile(tensors: ["a"]), to: "m.safetensors")
    #expect(chmod(path, 0) == 0)
    let expected = CheckpointError.systemFailure(
      path: path, operation: "open it", reason: "permission denied")
    #expect(throws: expected) { _ = try openCheckpoint(at: path) }
  }

  @Test(arguments: [
    ("GGUF\u{3}\0\0\0\0\0", "a GGUF file"), ("PK\u{3}\u{4}\0\0", "a zip archive"),
    ("version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
    ("<!DOCTYPE html><html>", "a web page"), ("{\"a\": 1}", "JSON text"),
    ("Once upon a time\nthere was", "a text file"),
  ])
  func aForeignFileIsNamed(_ text: String, _ kind: String) throws {
    let path = try folder.write(text, to: "pytorch_model.bin")
    let error = try #require(throws: CheckpointError.self) { _ = try openCheckpoint(at: path) }
    #expect(error.description.hasPrefix("\(path): not a safetensors file: it looks like \(kind)"))
  }

  @Test func aPickleIsNamed() throws {
    let path = try folder.write([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9], to: "m.bin")
    let error = try #require(throws: CheckpointError.self) { _ = try openCheckpoint(at: path) }
    #expect(error.description.contains("a Python pickle"))
  }

  @Test func aBrokenHeaderIsNotCalledForeign() throws {
    // 640 is 0x280, whose bytes in the file are also the start of a pickle.
    let header = "{" + String(repeating: " ", count: 639)
    let path = try folder.write(safetensorsFile(header: header, dataSize: 0), to: "m.safetensors")
    let expected = CheckpointError.invalidHeader(
      path: path, .invalidJSON(offset: 648, reason: "expected a key"))
    #expect(throws: expected) { _ = try openCheckpoint(at: path) }
  }
}
