/// The index of a sharded model: which shard holds which tensor.
///
/// `{"metadata": …, "weight_map": {"TENSOR": "FILE", …}}`; what else it says is passed over.
struct ShardIndex {
  /// In the order of the file.
  let locations: [(tensor: String, shard: String)]
  /// The shards in natural order, each once.
  let shards: [String]

  init(path: String) throws(CheckpointError) {
    let file = try MappedFile(path: path)
    guard file.size <= SafetensorsHeader.maximumLength else {
      throw .invalidIndex(path: path, .tooLong(length: file.size))
    }
    let text = try file.withBytes(0..<file.size) { bytes in
      bytes.withUnsafeBytes { Array($0) }
    }
    do throws(JSONProblem) {
      try self.init(text: text)
    } catch {
      throw .invalidIndex(
        path: path, .invalidJSON(offset: error.offset, reason: error.reason))
    }
  }

  init(text: [UInt8]) throws(JSONProblem) {
    locations = try Self.weightMap(in: text)
    shards = Set(locations.map { ExactString($0.shard) }).map(\.text)
      .sorted(by: naturallyPrecedes)
  }

  private static func weightMap(
    in text: [UInt8]
  ) throws(JSONProblem) -> [(tensor: String, shard: String)] {
    var scanner = try JSONScanner(text.span.bytes)
    var locations: [(tensor: String, shard: String)] = []
    try scanner.object { (scanner, key) throws(JSONProblem) in
      guard key == "weight_map" else { return try scanner.skipValue() }
      try scanner.object { (scanner, tensor) throws(JSONProblem) in
        locations.append((tensor.text, try scanner.string()))
      }
    }
    try scanner.expectEnd()
    guard !locations.isEmpty else { throw scanner.problem("no weight_map, or an empty one") }
    return locations
  }
}
