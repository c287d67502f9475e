/// A matrix in stretches of whole groups, each small enough to stay in a core's first cache while
/// its groups are measured and then encoded.
///
/// The kernels see the groups of a stretch as one run, so that rows which the groups fill are not
/// told apart.
struct Stretches: Sequence, IteratorProtocol, Equatable {
  /// 16 KiB of float32: while these are encoded the next ones arrive.
  static let weightsPerStretch = 4096

  struct Element {
    /// Positions in the matrix, row-major.
    let weights: Range<Int>
    /// The position of the first group.
    let firstGroup: Int
    let groupCount: Int
    /// Weights of a full group; only the last one can have fewer.
    let groupSize: Int
  }

  /// Weights of a row of groups that none is cut from.
  private let rowLength: Int
  private let groupsPerRow: Int
  private let groupSize: Int
  private let groupsPerStretch: Int
  private let isOneGroup: Bool
  private let end: Int
  private var position = 0
  private var firstGroup = 0

  /// - Parameter keepsRows: whether a stretch is exactly one row.
  init(_ layout: GroupLayout, keepsRows: Bool) {
    isOneGroup = layout.isOneGroup
    end = layout.shape.count
    let joinsRows = layout.shape.columns.isMultiple(of: layout.groupSize) && !keepsRows
    rowLength = joinsRows || isOneGroup ? Swift.max(end, 1) : layout.shape.columns
    groupSize = layout.groupSize
    groupsPerRow =
      joinsRows ? layout.shape.rows * layout.groupsPerRow : layout.groupsPerRow
    groupsPerStretch =
      keepsRows ? layout.groupsPerRow : Swift.max(1, Self.weightsPerStretch / groupSize)
  }

  /// At most as many groups as a stretch has.
  var largestGroupCount: Int { Swift.min(groupsPerStretch, groupsPerRow) }

  /// At most as many weights as a stretch has.
  var largestWeightCount: Int {
    Swift.min(isOneGroup ? Self.weightsPerStretch : groupsPerStretch * groupSize, rowLength)
  }

  /// Whether they are the tiles that the weights' own sums are added up in.
  var areTiles: Bool {
    largestWeightCount == Swift.min(Self.weightsPerStretch, end) && rowLength == Swift.max(end, 1)
  }

  /// Stretches whatever the groups are.
  static func tiles(of count: Int) -> some Sequence<Range<Int>> {
    stride(from: 0, to: count, by: weightsPerStretch).lazy.map {
      $0..<Swift.min($0 + weightsPerStretch, count)
    }
  }

  mutating func next() -> Element? {
    guard position < end else { return nil }
    let start = position
    if isOneGroup {
      position = Swift.min(start + Self.weightsPerStretch, end)
      return Element(
        weights: start..<position, firstGroup: 0, groupCount: 1, groupSize: position - start)
    }
    let rowEnd = Swift.min((start / rowLength + 1) * rowLength, end)
    position = Swift.min(start + groupsPerStretch * groupSize, rowEnd)
    let groupCount = (position - start + groupSize - 1) / groupSize
    defer { firstGroup += groupCount }
    return Element(
      weights: start..<position, firstGroup: firstGroup, groupCount: groupCount,
      groupSize: groupSize)
  }
}
