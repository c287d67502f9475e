/// A tensor seen as a matrix, because groups run along its last dimension.
///
/// One dimension counts as one row. Three dimensions are stacked matrices, [d0·d1, d2] (experts);
/// more are [d0, rest] (convolutions).
public struct MatrixShape: Sendable, Hashable {
  public let rows: Int
  public let columns: Int

  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0)
    self.rows = rows
    self.columns = columns
  }

  /// - Precondition: the product of `shape` fits in `Int`.
  public init(_ shape: [Int]) {
    switch shape.count {
    case 0: self.init(rows: 1, columns: 1)
    case 1: self.init(rows: 1, columns: shape[0])
    case 3: self.init(rows: shape[0] * shape[1], columns: shape[2])
    default: self.init(rows: shape[0], columns: shape.dropFirst().reduce(1, *))
    }
  }

  /// Matrices of the same columns one below the other.
  ///
  /// - Returns: `nil` without parts.
  init?(stacking parts: [MatrixShape]) {
    guard let first = parts.first else { return nil }
    precondition(parts.allSatisfy { $0.columns == first.columns })
    self.init(rows: parts.reduce(0) { $0 + $1.rows }, columns: first.columns)
  }

  /// The number of elements.
  public var count: Int { rows * columns }
}
