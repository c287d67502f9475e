import Checkpoints
import Foundation
import Quantization

@testable import Analysis

/// A checkpoint in memory whose parts a test can change.
struct PartsCheckpoint: Checkpoint {
  struct Part {
    var dataType: DataType
    var shape: [Int]
    var bytes: [UInt8]
  }

  let name = "parts"
  var metadata: [MetadataEntry] = []
  var parts: [String: Part] = [:]

  init() {}

  /// A copy of a whole checkpoint.
  init(_ checkpoint: any Checkpoint) throws(CheckpointError) {
    metadata = checkpoint.metadata
    for tensor in checkpoint.tensors {
      let bytes = try checkpoint.withBytes(of: tensor) { bytes in
        bytes.withUnsafeBytes { Array($0) }
      }
      parts[tensor.name] = Part(dataType: tensor.dataType, shape: tensor.shape, bytes: bytes)
    }
  }

  /// A fixture's parts.
  init(fixture: String) throws {
    try self.init(openCheckpoint(at: fixturePath(fixture)))
  }

  var tensors: [TensorDescriptor] {
    parts.map { TensorDescriptor(name: $0, dataType: $1.dataType, shape: $1.shape) }
      .sorted { naturallyPrecedes($0.name, $1.name) }
  }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard let part = parts[tensor.name] else {
      throw .tensorNotFound(name: tensor.name, checkpoint: name)
    }
    return try body(part.bytes.span.bytes)
  }

  /// Adds a part of zeros.
  mutating func add(_ name: String, _ dataType: DataType, _ shape: [Int]) {
    let count = shape.reduce(dataType.bitWidth / 8, *)
    parts[name] = Part(dataType: dataType, shape: shape, bytes: [UInt8](repeating: 0, count: count))
  }

  /// Adds what a layout makes of a tensor.
  mutating func add(_ tensor: QuantizedTensor, named name: String, layout: PackingLayout) throws {
    let arrays = try layout.arrays(for: name, scheme: tensor.scheme, shape: tensor.shape)
    for (array, bytes) in zip(arrays, layout.bytes(of: tensor)) {
      parts[array.name] = Part(
        dataType: array.descriptor.dataType, shape: array.shape, bytes: bytes)
    }
  }

  /// Sets `afpq_schemes` to one entry for each scheme, all of the same shape.
  mutating func describe(_ schemes: [String: String], shape: [Int]) {
    let entries = schemes.map { name, scheme in
      #""\#(name)": {"scheme": "\#(scheme)", "shape": \#(shape), "dtype": "F32"}"#
    }
    metadata = [
      MetadataEntry(key: "afpq_schemes", value: "{\(entries.joined(separator: ", "))}")
    ]
  }
}

/// Where a fixture is, by its name without the extension.
func fixturePath(_ name: String) -> String {
  Bundle.module.bundleURL.appending(path: "Resources/packed/\(name).safetensors").path
}

extension Checkpoint {
  func tensor(_ name: String) -> TensorDescriptor? { tensors.first { $0.name == name } }

  /// All weights of a tensor, read in pieces.
  func weights(
    of tensor: TensorDescriptor, piece: Int = .max
  ) throws(CheckpointError) -> [Float] {
    var weights: [Float] = []
    while weights.count < tensor.count {
      let end = tensor.count - weights.count > piece ? weights.count + piece : tensor.count
      var values = [Float](repeating: .nan, count: end - weights.count)
      var destination = values.mutableSpan
      try readElements(weights.count..<end, of: tensor, into: &destination)
      weights += values
    }
    return weights
  }
}
