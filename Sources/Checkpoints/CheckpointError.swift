/// Why a model cannot be opened, read or written.
public enum CheckpointError: Error, Sendable, Hashable {
  /// There is nothing at the path.
  case notFound(path: String)
  /// A call of the operating system failed; `reason` is its own text.
  case systemFailure(path: String, operation: String, reason: String)
  /// The path is neither a file nor a folder: a device, a pipe, a socket.
  case notAFile(path: String)
  /// The folder holds no safetensors file.
  case noModelFiles(path: String)
  /// The folder holds several indexes, and none has the usual name.
  case ambiguousIndex(path: String, candidates: [String])
  /// The file is something else; `kind` says what it looks like, with its article.
  case notSafetensors(path: String, kind: String)
  /// More files are mapped at once than the guard against truncated files can watch.
  case tooManyFiles(path: String, limit: Int)
  /// The header contradicts the format, its file or itself.
  case invalidHeader(path: String, HeaderProblem)
  /// The index of a sharded model is broken, or its shards do not hold what it promises.
  case invalidIndex(path: String, IndexProblem)
  /// The tensor is not in the checkpoint.
  case tensorNotFound(name: String, checkpoint: String)
  /// The file was truncated or overwritten while it was open, so that the bytes of `range`, which
  /// were just read, mean nothing.
  case fileChanged(path: String, range: Range<Int>)
  /// The tensor's elements have no value in float32 that we know of.
  case unsupportedDataType(tensor: String, dataType: DataType)
  /// There is a file at the path already.
  case targetExists(path: String)
  /// The data given for a tensor does not fill its shape.
  case wrongByteCount(path: String, tensor: String, given: Int, expected: Int)
  /// The parts of a quantized tensor contradict each other or what describes them, or hold what
  /// stands for no number.
  case contradictoryParts(checkpoint: String, tensor: String, reason: String)
}

extension CheckpointError: CustomStringConvertible {
  /// One lower-case sentence: where, what, which limit, what to do.
  public var description: String {
    switch self {
    case .notFound(let path):
      "\(path): no such file or folder"
    case .systemFailure(let path, let operation, let reason):
      "\(path): cannot \(operation): \(reason)"
    case .notAFile(let path):
      "\(path): neither a file nor a folder"
    case .noModelFiles(let path):
      "\(path): no .safetensors file in this folder"
    case .ambiguousIndex(let path, let candidates):
      "\(path): several indexes (\(candidates.joined(separator: ", "))): name the one to open"
    case .notSafetensors(let path, let kind):
      "\(path): not a safetensors file: it looks like \(kind)"
    case .tooManyFiles(let path, let limit):
      "\(path): cannot be opened: \(limit) model files are open already"
    case .invalidHeader(let path, let problem):
      "\(path): \(problem)"
    case .invalidIndex(let path, let problem):
      "\(path): \(problem)"
    case .tensorNotFound(let name, let checkpoint):
      "\(checkpoint): no tensor named \(name)"
    case .fileChanged(let path, let range):
      "\(path): the file was truncated or overwritten while it was open, bytes "
        + "\(range.lowerBound) to \(range.upperBound) cannot be trusted: open it again"
    case .unsupportedDataType(let tensor, let dataType):
      "\(tensor): elements of type \(dataType.name) cannot be read as float32"
    case .targetExists(let path):
      "\(path): exists already: choose another name or ask to overwrite it"
    case .wrongByteCount(let path, let tensor, let given, let expected):
      "\(path): tensor \(tensor) was given \(given) bytes, its shape and dtype need \(expected)"
    case .contradictoryParts(let checkpoint, let tensor, let reason):
      "\(checkpoint): quantized tensor \(tensor) cannot be read: \(reason)"
    }
  }
}
