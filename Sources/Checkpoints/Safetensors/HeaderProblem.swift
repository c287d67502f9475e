/// What is wrong with a safetensors header, in the order in which it is checked.
///
/// The cases follow the checks of the safetensors package, so that both refuse the same files.
public enum HeaderProblem: Error, Sendable, Hashable {
  /// The file is shorter than the eight bytes of the header's length.
  case fileTooShort(size: Int)
  /// The header's length exceeds `SafetensorsHeader.maximumLength`.
  case tooLong(length: UInt64)
  /// The header's length exceeds the file.
  case truncated(length: Int, fileSize: Int)
  /// The header is not UTF-8, not JSON, or not the object it should be. Offsets count from the
  /// start of the file.
  case invalidJSON(offset: Int, reason: String)
  /// A tensor's entry is not what it should be.
  case invalidEntry(tensor: String, offset: Int, reason: String)
  /// A tensor's data does not start where its predecessor's ends, or ends before it starts.
  case misplacedData(tensor: String, begin: UInt64, end: UInt64, expected: UInt64)
  /// The product of a tensor's shape, or its size in bits, overflows.
  case shapeOverflow(tensor: String, shape: [UInt64])
  /// Elements below eight bits that do not fill the last byte.
  case partialByte(tensor: String, bits: UInt64)
  /// A tensor's data has another length than its shape and dtype need.
  case wrongDataSize(tensor: String, stored: UInt64, expected: UInt64)
  /// The tensors do not reach exactly to the end of the file.
  case wrongFileSize(size: Int, expected: UInt64)
}

extension HeaderProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fileTooShort(let size):
      "too short for a safetensors file: \(size) bytes, the header's length alone takes 8"
    case .tooLong(let length):
      "the header claims \(length) bytes, the limit is \(SafetensorsHeader.maximumLength)"
    case .truncated(let length, let fileSize):
      "the header claims \(length) bytes, but the whole file has \(fileSize)"
    case .invalidJSON(let offset, let reason):
      "invalid header at offset \(offset): \(reason)"
    case .invalidEntry(let tensor, let offset, let reason):
      "invalid header for tensor \(tensor) at offset \(offset): \(reason)"
    case .misplacedData(let tensor, let begin, let end, let expected):
      "tensor \(tensor) has data offsets \(begin) to \(end), its data must start at \(expected)"
    case .shapeOverflow(let tensor, let shape):
      "tensor \(tensor) has shape \(shape), whose size overflows 64 bits"
    case .partialByte(let tensor, let bits):
      "tensor \(tensor) has \(bits) bits, which is no whole number of bytes"
    case .wrongDataSize(let tensor, let stored, let expected):
      "tensor \(tensor) has \(stored) bytes of data, its shape and dtype need \(expected)"
    case .wrongFileSize(let size, let expected):
      "the file has \(size) bytes, its header describes \(expected)"
    }
  }
}
