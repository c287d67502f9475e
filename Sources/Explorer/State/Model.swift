import Analysis
public import Checkpoints
import Quantization

/// What the explorer knows about an open model without reading a weight.
public struct Model: Sendable, Equatable {
  public let name: String
  /// In the natural order of the names.
  public let tensors: [TensorDescriptor]
  public let parameterCount: Int
  /// What the tensors take in their files.
  public let byteCount: Int
  /// What a person should know about the model's files, a line each.
  public let notices: [String]
  /// The dtype of most tensors, the first of equals.
  let usualDataType: DataType?
  let tree: ModuleTree
  let searchIndex: NameSearch

  /// - Parameters:
  ///   - tensors: in the natural order of the names, as a `Checkpoint` lists them.
  ///   - byteCount: what they take in their files; `nil` where that is what their elements take.
  public init(
    name: String, tensors: [TensorDescriptor], byteCount: Int? = nil, notices: [String] = []
  ) {
    self.name = name
    self.notices = notices
    self.tensors = tensors
    parameterCount = tensors.reduce(0) { $0 + $1.count }
    self.byteCount = byteCount ?? tensors.reduce(0) { $0 + $1.byteCount }
    let counts: [DataType: Int] = tensors.reduce(into: [:]) { counts, tensor in
      counts[tensor.dataType, default: 0] += 1
    }
    let highest = counts.values.max()
    usualDataType = tensors.first { counts[$0.dataType] == highest }?.dataType
    let names = tensors.map(\.name)
    tree = ModuleTree(names: names)
    searchIndex = NameSearch(names: names)
  }

  public init(_ checkpoint: any Checkpoint) {
    let tensors = checkpoint.tensors
    self.init(
      name: checkpoint.name, tensors: tensors,
      byteCount: tensors.reduce(0) { $0 + checkpoint.storedByteCount(of: $1) },
      notices: checkpoint.notices)
  }

  /// The tensor that is most worth a first look: a weight matrix that is no embedding.
  var firstChoice: Int? {
    tensors.firstIndex { TensorSelection().omission(of: $0) == nil }
      ?? tensors.firstIndex { $0.isAnalysable } ?? tensors.indices.first
  }
}

extension TensorDescriptor {
  var matrixShape: MatrixShape { MatrixShape(shape) }

  var isAnalysable: Bool { dataType.isFloatingPoint && count > 0 }
}
