@testable import Checkpoints

/// A safetensors file made of a text, a line feed and data.
///
/// The length in front of the header is computed, and data that is missing is filled in with zeros,
/// so that a change of one letter still gives a file that can be valid. What the length itself can
/// do wrong needs no fuzzer: it is eight bytes.
struct ComposedFile {
  /// The file, as far as its header can be read.
  let header: Result<SafetensorsHeader, HeaderProblem>
  let bytes: [UInt8]

  /// What zeros may add.
  private static let largestFilling: UInt64 = 1 << 16

  init(_ input: [UInt8]) {
    let end = input.firstIndex(of: UInt8(ascii: "\n")) ?? input.count
    let length = withUnsafeBytes(of: UInt64(end).littleEndian) { Array($0) }
    var bytes = length + input[..<end] + input[end...].dropFirst()
    var header = Self.header(of: bytes)
    if case .failure(.wrongFileSize(let size, let expected)) = header, expected > UInt64(size),
      expected - UInt64(size) <= Self.largestFilling
    {
      bytes += Array(repeating: 0, count: Int(expected) - size)
      header = Self.header(of: bytes)
    }
    self.header = header
    self.bytes = bytes
  }

  private static func header(of bytes: [UInt8]) -> Result<SafetensorsHeader, HeaderProblem> {
    Result { () throws(HeaderProblem) in try SafetensorsHeader(of: bytes.span.bytes) }
  }
}
