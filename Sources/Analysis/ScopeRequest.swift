public import Quantization

/// How much of a tensor is looked at.
public enum ScopeExtent: Sendable, Hashable, CaseIterable {
  case group
  case row
  case tensor
}

/// A question about a part of a tensor: the part, and the schemes to try on it.
public struct ScopeRequest: Sendable, Hashable {
  /// The name of the tensor.
  public var tensor: String
  public var extent: ScopeExtent
  /// The row of the tensor seen as a matrix; the row that `grid` belongs to.
  public var row: Int
  /// The group within the row, in groups of the first scheme; the group that `grid` belongs to.
  public var group: Int
  /// The schemes to try. The first is the current one, whose groups are counted.
  public var schemes: [QuantizationScheme]
  /// Of how many of the schemes, from the first on, the use of codes is counted.
  public var countedSchemes: Int

  public init(
    tensor: String, extent: ScopeExtent, row: Int = 0, group: Int = 0,
    schemes: [QuantizationScheme], countedSchemes: Int = 1
  ) {
    self.tensor = tensor
    self.extent = extent
    self.row = row
    self.group = group
    self.schemes = schemes
    self.countedSchemes = countedSchemes
  }
}
