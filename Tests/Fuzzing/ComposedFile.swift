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
    let data = input[end...].dropFirst()
    let filling = Self.filling(of: input[..<end], behind: data.count)
    let bytes = length + input[..<end] + data + Array(repeating: 0, count: filling)
    header = Result { () throws(HeaderProblem) in try SafetensorsHeader(of: bytes.span.bytes) }
    self.bytes = bytes
  }

  /// How many bytes a header asks for beyond those that there are; none where they are too many.
  private static func filling(of text: ArraySlice<UInt8>, behind count: Int) -> Int {
    var contents = HeaderContents()
    try? contents.read(Array(text).span.bytes)
    let end = contents.offsets.reduce(0) { max($0, $1.end) }
    return end > UInt64(count) && end - UInt64(count) <= largestFilling ? Int(end) - count : 0
  }
}
