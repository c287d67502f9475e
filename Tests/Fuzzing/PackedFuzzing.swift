import Checkpoints

@testable import Analysis
@testable import Checkpoints

/// A file opens whatever its quantized tensors claim, and each of them gives its weights, the same
/// in pieces as at once, or an error that names it.
func brokenPackedPromise(_ input: [UInt8]) -> String? {
  let file = ComposedFile(input)
  guard let header = try? file.header.get() else { return nil }
  let model = dequantizing(MemoryFile(header: header, bytes: file.bytes))
  for tensor in model.tensors where tensor.encoding != nil {
    // A row of weights takes at least a quarter of a byte each in the file.
    guard tensor.count <= 4 * max(file.bytes.count, 1) else {
      if (try? model.weights(0..<1, of: tensor)) == nil { continue }
      return "\(tensor.name) has more weights than the file has room for"
    }
    let half = tensor.count / 2
    guard let whole = try? model.weights(0..<tensor.count, of: tensor) else { continue }
    let first = try? model.weights(0..<half, of: tensor)
    let second = try? model.weights(half..<tensor.count, of: tensor)
    guard let first, let second, first + second == whole else {
      return "\(tensor.name) reads otherwise in pieces"
    }
  }
  return nil
}

/// A safetensors file in memory.
private struct MemoryFile: Checkpoint {
  let header: SafetensorsHeader
  let bytes: [UInt8]
  let name = "memory"
  let tensors: [TensorDescriptor]

  init(header: SafetensorsHeader, bytes: [UInt8]) {
    self.header = header
    self.bytes = bytes
    tensors = header.tensors
  }

  var metadata: [MetadataEntry] { header.metadata }

  func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard let index = tensors.index(of: tensor) else {
      throw .tensorNotFound(name: tensor.name, checkpoint: name)
    }
    return try body(bytes.span.bytes.extracting(header.byteRanges[index]))
  }
}

extension Checkpoint {
  /// The bit patterns of some weights.
  fileprivate func weights(
    _ range: Range<Int>, of tensor: TensorDescriptor
  ) throws(CheckpointError) -> [UInt32] {
    var values = [Float](repeating: 0, count: range.count)
    var destination = values.mutableSpan
    try readElements(range, of: tensor, into: &destination)
    return values.map(\.bitPattern)
  }
}
