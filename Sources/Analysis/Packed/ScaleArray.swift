import Checkpoints
import NumericFormats

/// An array of a file that holds one scale per group.
struct ScaleArray: Sendable, Hashable {
  /// How the scales are ordered.
  enum Order: Sendable, Hashable {
    /// [rows, groups].
    case byRow
    /// [groups, rows].
    case byGroup
    /// One for the whole tensor.
    case shared
  }

  let tensor: TensorDescriptor
  let rows: Int
  /// Groups of one row.
  let groups: Int
  var order = Order.byRow

  /// The types of scales that are numbers themselves.
  static let floatTypes: [DataType] = [.f16, .bf16, .f32]
  /// The types of shared exponents: E8M0, which most writers call U8.
  static let exponentTypes: [DataType] = [.u8, .f8e8m0]

  /// The scales of some rows, [rows, groups].
  ///
  /// - Throws: `CheckpointError.contradictoryParts` where one is NaN or infinite.
  func values(rows range: Range<Int>, from parts: PartReader) throws(CheckpointError) -> [Float] {
    var values: [Float]
    switch order {
    case .byRow:
      values = try read(range.lowerBound * groups..<range.upperBound * groups, from: parts)
    case .shared:
      values = [Float](repeating: try read(0..<1, from: parts)[0], count: range.count * groups)
    case .byGroup:
      values = [Float](repeating: 0, count: range.count * groups)
      for group in 0..<groups {
        let start = group * rows
        let column = try read(start + range.lowerBound..<start + range.upperBound, from: parts)
        for row in column.indices { values[row * groups + group] = column[row] }
      }
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      let (row, group) = (range.lowerBound + bad / groups, bad % groups)
      let kind = values[bad].isNaN ? "NaN" : "infinite"
      throw parts.contradiction(
        "the scale of row \(row), group \(group) in \(tensor.name) is \(kind)")
    }
    return values
  }

  private func read(_ range: Range<Int>, from parts: PartReader) throws(CheckpointError) -> [Float]
  {
    if Self.exponentTypes.contains(tensor.dataType) {
      return try parts.bytes(range, of: tensor).map { byte in
        ScaleFormat.e8m0.value(ofBitPattern: UInt32(byte)) ?? .nan
      }
    }
    var values = [Float](repeating: 0, count: range.count)
    var destination = values.mutableSpan
    try parts.checkpoint.readElements(range, of: tensor, into: &destination)
    return values
  }
}

/// A scale that multiplies, or divides, every group's.
struct TensorScale: Sendable, Hashable {
  let tensor: TensorDescriptor
  /// compressed-tensors stores the reciprocal, ModelOpt the scale.
  let divides: Bool

  /// - Throws: `CheckpointError.contradictoryParts` where it is no positive number.
  func apply(to scales: inout [Float], from parts: PartReader) throws(CheckpointError) {
    var value: [Float] = [0]
    var destination = value.mutableSpan
    try parts.checkpoint.readElements(0..<1, of: tensor, into: &destination)
    let scale = value[0]
    guard scale > 0, scale.isFinite else {
      throw parts.contradiction("\(tensor.name) is \(scale), no positive number")
    }
    for index in scales.indices {
      scales[index] = divides ? scales[index] / scale : scales[index] * scale
    }
  }
}
