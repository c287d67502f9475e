/// Where the groups of a matrix lie.
public struct GroupLayout: Sendable, Hashable {
  public let shape: MatrixShape
  /// Elements of a full group; the last one of a row may have fewer.
  public let groupSize: Int
  /// Groups in one row; 1 where the whole tensor is one group.
  public let groupsPerRow: Int
  /// What the layout was made for.
  public let granularity: Granularity
  /// Whether the whole tensor is one group.
  public var isOneGroup: Bool { granularity == .perTensor }

  public init(_ shape: MatrixShape, _ granularity: Granularity) {
    self.shape = shape
    self.granularity = granularity
    switch granularity {
    case .perTensor, .perChannel: groupSize = max(shape.columns, 1)
    case .perGroup(let size): groupSize = min(max(size, 1), max(shape.columns, 1))
    }
    groupsPerRow = (shape.columns + groupSize - 1) / groupSize
  }

  /// Groups of the whole matrix.
  public var groupCount: Int {
    guard shape.count > 0 else { return 0 }
    return isOneGroup ? 1 : shape.rows * groupsPerRow
  }

  /// The columns of the group at position `index` of every row.
  public func columns(ofGroup index: Int) -> Range<Int> {
    let start = index * groupSize
    return start..<min(start + groupSize, shape.columns)
  }

  /// The position in `QuantizedTensor.groups` of a group.
  public func index(row: Int, group: Int) -> Int { isOneGroup ? 0 : row * groupsPerRow + group }
}
