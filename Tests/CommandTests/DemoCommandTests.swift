import Foundation
import TestSupport
import Testing

struct DemoCommandTests {
  private static let small = "model.layers.*.input_layernorm.weight"

  @Test func demoWritesAModelThatOpens() throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun([
      "demo", "-o", folder.path("demo.safetensors"), "--tensor", Self.small,
    ])
    #expect(run.status == 0)
    #expect(run.standardOutput.isEmpty)
    #expect(run.messages.count == 1)
    let rows = try CommandRun(["list", folder.path("demo.safetensors"), "--json"]).jsonRows()
    #expect(
      rows.compactMap { $0["tensor"] as? String } == [
        "model.layers.0.input_layernorm.weight", "model.layers.1.input_layernorm.weight",
      ])
  }

  @Test func existingFilesAreKeptUnlessAsked() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Data("precious".utf8), to: "demo.safetensors")
    let refused = try CommandRun(["demo", "-o", file, "--tensor", Self.small])
    #expect(refused.status == 2)
    #expect(refused.messages.count == 1)
    #expect(try Data(contentsOf: URL(filePath: file)) == Data("precious".utf8))
    let asked = try CommandRun([
      "demo", "-o", file, "--tensor", Self.small, "--overwrite", "--quiet",
    ])
    #expect(asked.status == 0)
    #expect(asked.standardError.isEmpty)
    #expect(try CommandRun(["list", file]).status == 0)
    #expect(try folder.names == ["demo.safetensors"])
  }

  @Test func everyRunWritesTheSameBytes() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] {
      #expect(
        try CommandRun(["demo", "-o", folder.path(name), "--tensor", Self.small]).status == 0)
    }
    let first = try Data(contentsOf: URL(filePath: folder.path("a")))
    #expect(try Data(contentsOf: URL(filePath: folder.path("b"))) == first)
  }
}
