import Foundation
import TestSupport

/// Tensors of a safetensors file, written without the code under test.
struct ModelFile {
  private var entries: [String: Any] = [:]
  private var data = Data()

  mutating func add(_ name: String, _ dataType: String, _ shape: [Int], _ bytes: Data) {
    entries[name] = [
      "dtype": dataType, "shape": shape, "data_offsets": [data.count, data.count + bytes.count],
    ]
    data += bytes
  }

  mutating func add(_ name: String, _ shape: [Int], _ weights: [Float]) {
    add(name, "F32", shape, Data(weights.flatMap { bytes(of: $0.bitPattern) }))
  }

  /// Keeps the upper half of every weight.
  mutating func addBFloat16(_ name: String, _ shape: [Int], _ weights: [Float]) {
    let halves = weights.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) }
    add(name, "BF16", shape, Data(halves.flatMap(bytes)))
  }

  /// - Parameter dataShift: by how many bytes more than a multiple of four the data starts behind
  ///   the beginning of the file; `nil` leaves the header without blanks.
  func encoded(dataShift: Int? = nil) throws -> Data {
    var header = try JSONSerialization.data(withJSONObject: entries, options: .sortedKeys)
    while let dataShift, header.count % 4 != dataShift { header.append(0x20) }
    return Data(bytes(of: UInt64(header.count))) + header + data
  }
}

private func bytes(of value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

extension ModelFile {
  /// Two layers with everything that the selection tells apart.
  static func sample() -> ModelFile {
    var random = SeededGenerator(seed: 7)
    var file = ModelFile()
    file.add("embed_tokens.weight", [4, 8], random.weights(32))
    file.add("layers.0.norm.weight", [8], (0..<8).map { 1 + Float($0) / 16 })
    file.add("layers.0.proj.weight", [4, 40], random.weights(160))
    file.add("layers.1.norm.weight", [8], [Float](repeating: 1, count: 8))
    file.addBFloat16("layers.1.proj.weight", [2, 64], random.weights(128))
    file.add("position_ids", "I64", [1, 4], Data(count: 32))
    return file
  }

  /// A matrix with a NaN and an infinity, and one without.
  static func broken() -> ModelFile {
    var random = SeededGenerator(seed: 8)
    var weights = random.weights(64)
    weights[5] = .nan
    weights[40] = -.infinity
    var file = ModelFile()
    file.add("bad.weight", [2, 32], weights)
    file.add("good.weight", [2, 32], random.weights(64))
    return file
  }
}

extension TemporaryFolder {
  /// A norm and a matrix of 8 GiB of zeros that take no room on the disk: whatever reads them still
  /// does so when a signal comes that was sent as soon as the norm was left out.
  func largeModel() throws -> String {
    let (rows, columns) = (1 << 15, 1 << 16)
    let size = 4 * rows * columns
    let entries = """
      {"a.norm.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
      "w.weight":{"dtype":"F32","shape":[\(rows),\(columns)],"data_offsets":[4,\(size + 4)]}}
      """
    let header = Data(bytes(of: UInt64(entries.utf8.count))) + Data(entries.utf8)
    let path = try write(header, to: "large.safetensors")
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.truncate(atOffset: UInt64(header.count + size + 4))
    try file.close()
    return path
  }
}
