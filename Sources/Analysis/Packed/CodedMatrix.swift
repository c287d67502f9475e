import Checkpoints
import Quantization

/// A quantized matrix of a foreign layout: codes, the values they stand for, scales, zero points.
///
/// A weight is (value − zero) · scale, one float32 product, with float32 copies of whatever the
/// file holds. Two levels of scales are multiplied, or divided, first, as the encoders of ModelOpt
/// and compressed-tensors do and as their own dequantization does; the other order can differ in
/// the last bit. Loaders that compute in the scales' own bfloat16 or float16 round once more.
struct CodedMatrix: WeightDecoder {
  let shape: MatrixShape
  /// One stream a row.
  var codes: CodeStreams
  /// The value of every code.
  var values: [Float]
  var scales: ScaleArray
  /// The scales of the negative values, where they have their own.
  var negativeScales: ScaleArray?
  var tensorScale: TensorScale?
  var zeros = ZeroPoints.none
  var groups: ColumnGroups

  /// The values of unsigned codes.
  static func integers(bits: Int) -> [Float] { (0..<1 << bits).map { Float($0) } }

  func weights(rows: Range<Int>, from parts: PartReader) throws(CheckpointError) -> [Float] {
    let codes = try codes.codes(0..<shape.columns, ofStreams: rows, from: parts)
    var positive = try scales.values(rows: rows, from: parts)
    try tensorScale?.apply(to: &positive, from: parts)
    let negative = try negativeScales?.values(rows: rows, from: parts) ?? positive
    let zeros = try zeros.values(rows: rows, groups: scales.groups, from: parts)
    let runs = try groups.runs(columns: shape.columns, groups: scales.groups, from: parts)
    var weights = [Float](repeating: 0, count: codes.count)
    for row in 0..<rows.count {
      let start = row * shape.columns
      for run in runs {
        let index = row * scales.groups + run.group
        let (zero, above, below) = (zeros[index], positive[index], negative[index])
        for element in start + run.columns.lowerBound..<start + run.columns.upperBound {
          let value = values[Int(codes[element])] - zero
          weights[element] = value * (value < 0 ? below : above)
        }
      }
    }
    return weights
  }
}

/// What is subtracted from a code's value.
enum ZeroPoints: Sendable, Hashable {
  case none
  /// The same everywhere, for symmetric integers.
  case constant(Int)
  /// One stream a group, along the rows; `addend` is added to what is stored.
  case packed(CodeStreams, addend: Int)
  /// One signed byte each, [rows, groups]; `addend` is added to what is stored.
  case bytes(TensorDescriptor, addend: Int)

  /// The zero points of some rows, [rows, groups].
  func values(
    rows: Range<Int>, groups: Int, from parts: PartReader
  ) throws(CheckpointError) -> [Float] {
    var values = [Float](repeating: 0, count: rows.count * groups)
    switch self {
    case .none: break
    case .constant(let zero): values = values.map { _ in Float(zero) }
    case .packed(let streams, let addend):
      let codes = try streams.codes(rows, ofStreams: 0..<groups, from: parts)
      for group in 0..<groups {
        for row in 0..<rows.count {
          values[row * groups + group] = Float(Int(codes[group * rows.count + row]) + addend)
        }
      }
    case .bytes(let tensor, let addend):
      let range = rows.lowerBound * groups..<rows.upperBound * groups
      values = try parts.bytes(range, of: tensor).map { byte in
        Float(Int(Int8(bitPattern: byte)) + addend)
      }
    }
    return values
  }
}

/// Which group a column belongs to.
enum ColumnGroups: Sendable, Hashable {
  /// Groups of consecutive columns.
  case size(Int)
  /// An array of I32 tells, one element a column.
  case indexed(TensorDescriptor)

  /// Columns that follow each other in one group.
  struct Run {
    var columns: Range<Int>
    let group: Int
  }

  /// How a label names groups of a size: `g128`.
  static func label(size: Int, columns: Int) -> String {
    size == columns ? "per channel" : "g\(size)"
  }

  /// All columns, in order.
  ///
  /// - Throws: `CheckpointError.contradictoryParts` where a column is in no group.
  func runs(
    columns: Int, groups: Int, from parts: PartReader
  ) throws(CheckpointError) -> [Run] {
    switch self {
    case .size(let size):
      return stride(from: 0, to: columns, by: size).map { start in
        Run(columns: start..<min(start + size, columns), group: start / size)
      }
    case .indexed(let tensor):
      var runs: [Run] = []
      for (column, group) in try parts.integers(of: tensor).enumerated() {
        guard (0..<groups).contains(group) else {
          throw parts.contradiction(
            "\(tensor.name) puts column \(column) into group \(group) of \(groups)")
        }
        if let last = runs.last, last.group == group {
          runs[runs.count - 1].columns = last.columns.lowerBound..<column + 1
        } else {
          runs.append(Run(columns: column..<column + 1, group: group))
        }
      }
      return runs
    }
  }
}
