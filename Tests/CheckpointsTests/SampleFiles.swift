import Checkpoints

/// A safetensors file with the given header and data of ascending bytes.
func safetensorsFile(header: String, dataSize: Int) -> [UInt8] {
  let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
  return length + Array(header.utf8) + (0..<dataSize).map { UInt8(truncatingIfNeeded: $0) }
}

/// A file with one U8 tensor of four bytes for each name.
func safetensorsFile(tensors: [String]) -> [UInt8] {
  let entries = tensors.enumerated().map { index, name in
    #""\#(name)":{"dtype":"U8","shape":[4],"data_offsets":[\#(4 * index),\#(4 * index + 4)]}"#
  }
  return safetensorsFile(
    header: "{\(entries.joined(separator: ","))}", dataSize: 4 * tensors.count)
}

/// All bytes of a tensor.
func bytes(
  of tensor: TensorDescriptor, in checkpoint: any Checkpoint
) throws(CheckpointError) -> [UInt8] {
  try checkpoint.withBytes(of: tensor) { bytes in bytes.withUnsafeBytes { Array($0) } }
}
