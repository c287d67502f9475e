import Foundation
import TestSupport

/// A safetensors file as it lies on the disk, read without the code under test.
struct StoredFile {
  struct Tensor: Equatable {
    let dataType: String
    let shape: [Int]
    let bytes: Data
  }

  private(set) var tensors: [String: Tensor] = [:]
  private(set) var metadata: [String: String] = [:]

  init(at path: String) throws {
    let data = try Data(contentsOf: URL(filePath: path))
    let size = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: data[8..<8 + size]) as? [String: Any]
    for (name, value) in header ?? [:] {
      guard let entry = value as? [String: Any] else { continue }
      guard let dataType = entry["dtype"] as? String, let shape = entry["shape"] as? [Int],
        let offsets = entry["data_offsets"] as? [Int]
      else {
        metadata = value as? [String: String] ?? [:]
        continue
      }
      tensors[name] = Tensor(
        dataType: dataType, shape: shape,
        bytes: Data(data[8 + size + offsets[0]..<8 + size + offsets[1]]))
    }
  }

  /// Bytes of the tensors whose names begin so.
  func byteCount(prefix: String) -> Int {
    tensors.filter { $0.key.hasPrefix(prefix) }.reduce(0) { $0 + $1.value.bytes.count }
  }
}

extension TemporaryFolder {
  /// The sample in two files with an index, as a folder's path.
  func shardedSample() throws -> String {
    let path = path("sharded")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var random = SeededGenerator(seed: 9)
    var map: [String: String] = [:]
    for (shard, names) in [["a.norm.weight", "a.proj.weight"], ["b.proj.weight", "embed.weight"]]
      .enumerated()
    {
      var file = ModelFile()
      for name in names {
        map[name] = "part-\(shard).safetensors"
        file.addBFloat16(name, [32, 96], random.weights(32 * 96))
      }
      try file.encoded().write(to: URL(filePath: "\(path)/part-\(shard).safetensors"))
    }
    let index = try JSONSerialization.data(withJSONObject: ["weight_map": map])
    try index.write(to: URL(filePath: "\(path)/model.safetensors.index.json"))
    return path
  }

  /// All names in the folder, hidden ones included, sorted.
  func allNames(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }
}
