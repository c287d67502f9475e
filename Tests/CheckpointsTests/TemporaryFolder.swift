import Checkpoints
import Foundation

/// A folder for one test, deleted with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "afpq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  /// Writes a file, and the folders it is in.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = URL(filePath: path(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path(name), withDestinationPath: destination)
  }
}

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
