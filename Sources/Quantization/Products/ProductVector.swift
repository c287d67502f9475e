/// What the entries of a vector are rounded to before they meet the weights.
public enum ActivationFormat: String, Sendable, Hashable, CaseIterable {
  /// As they are.
  case float32 = "f32"
  /// Dynamic int8: the entries of each activation group are −127…127 times a scale of their own,
  /// their largest magnitude / 127; rounded half to even.
  case int8 = "i8"
}

/// A vector in the form that products with one kind of matrix read, made once for all of its rows.
///
/// `ProductMatrix.vector(_:as:)` makes it.
public struct ProductVector: Sendable {
  public let format: ActivationFormat
  /// What each entry counts as.
  let values: [Float]
  /// Columns that share an int8 scale, and a shift.
  let groupSize: Int
  /// The entries in the order of the blocks, zero beyond the last column.
  let entries: [SIMD16<Float>]
  /// As `qk_products.packed_i8` reads them; empty for float32.
  let bytes: [SIMD64<UInt8>]
  /// What one byte counts for, one for each group of the blocks; empty for float32.
  let scales: [Float]
  /// The sum of `values` of each group of the blocks.
  let sums: [Float]

  /// - Parameter groupSize: a divisor of the block.
  init(_ vector: Span<Float>, as format: ActivationFormat, groupSize: Int) {
    var activations = Activations(vector, groupSize: groupSize)
    if format == .int8 { activations.quantize() }
    self.format = format
    self.groupSize = groupSize
    values = activations.values
    entries = format == .float32 ? activations.entries : []
    bytes = format == .int8 ? activations.bytes : []
    scales = format == .int8 ? activations.scales : []
    sums = activations.sums
  }
}

/// Entries on their way into a `ProductVector`.
private struct Activations {
  var values: [Float]
  private(set) var scales: [Float] = []
  private var integers: [Int8] = []
  private let groupSize: Int
  private let blockCount: Int

  init(_ vector: Span<Float>, groupSize: Int) {
    values = vector.indices.map { vector[$0] }
    self.groupSize = groupSize
    blockCount = (vector.count + ProductBlocks.columns - 1) / ProductBlocks.columns
  }

  private var groupCount: Int { blockCount * ProductBlocks.columns / groupSize }

  private func range(ofGroup group: Int) -> Range<Int> {
    (group * groupSize..<(group + 1) * groupSize).clamped(to: 0..<values.count)
  }

  /// Replaces the values by what int8 makes of them. A group that holds NaN or an infinity becomes
  /// NaN: it has no scale.
  mutating func quantize() {
    integers = Array(repeating: 0, count: values.count)
    for group in 0..<groupCount {
      let range = range(ofGroup: group)
      let isFinite = values[range].allSatisfy(\.isFinite)
      var scale = isFinite ? (values[range].map(\.magnitude).max() ?? 0) / 127 : .nan
      // Rounded up, the largest scale would lead beyond the largest number.
      if scale * 127 == .infinity { scale = scale.nextDown }
      scales.append(scale)
      for index in range {
        if scale > 0 {
          let steps = (values[index] / scale).rounded(.toNearestOrEven)
          integers[index] = Int8(min(max(steps, -127), 127))
        }
        values[index] = scale * Float(integers[index])
      }
    }
  }

  var entries: [SIMD16<Float>] {
    var entries = [SIMD16<Float>](
      repeating: .zero, count: blockCount * ProductBlocks.columns / ProductBlocks.lanes)
    for (column, value) in values.enumerated() {
      entries[column / ProductBlocks.lanes][column % ProductBlocks.lanes] = value
    }
    return entries
  }

  var bytes: [SIMD64<UInt8>] {
    var bytes = [SIMD64<UInt8>](repeating: .zero, count: 2 * groupCount)
    for (column, integer) in integers.enumerated() {
      let (position, lane) = (column % ProductBlocks.columns).quotientAndRemainder(
        dividingBy: ProductBlocks.lanes)
      bytes[2 * (column / groupSize) + position % 2][4 * lane + position / 2] =
        UInt8(bitPattern: integer)
    }
    return bytes
  }

  var sums: [Float] {
    (0..<groupCount).map { group in
      Float(values[range(ofGroup: group)].reduce(0.0) { $0 + Double($1) })
    }
  }
}
