import TestSupport
import Testing

@testable import Checkpoints

@Suite struct ConfigurationFileTests {
  @Test func fileIsFoundBesideTheModelAndInItsFolder() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(safetensorsFile(tensors: ["a"]), to: "model.safetensors")
    try folder.write(#"{"bits": 4}"#, to: "config.json")
    for path in [model, folder.path] {
      let configuration = readConfiguration(named: "config.json", besideModelAt: path)
      #expect(configuration?["bits"]?.natural == 4)
      #expect(readConfiguration(named: "other.json", besideModelAt: path) == nil)
    }
  }

  @Test func fileOfASnapshotIsReadThroughItsLink() throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"bits": 3}"#, to: "models--o--n/blobs/1")
    try folder.write("main", to: "models--o--n/snapshots/main/README")
    try folder.link("models--o--n/snapshots/main/config.json", to: "../../blobs/1")
    let model = folder.path("models--o--n")
    #expect(readConfiguration(named: "config.json", besideModelAt: model)?["bits"]?.natural == 3)
  }

  @Test func filesThatCannotBeTrustedCountAsNone() throws {
    let folder = try TemporaryFolder()
    try folder.write("{}", to: "outside.json")
    try folder.write("no JSON", to: "model/broken.json")
    try folder.link("model/link.json", to: "../outside.json")
    let model = folder.path("model")
    for name in ["broken.json", "link.json", "../outside.json"] {
      #expect(readConfiguration(named: name, besideModelAt: model) == nil)
    }
    #expect(readConfiguration(named: "link.json", besideModelAt: folder.path("none")) == nil)
  }
}
