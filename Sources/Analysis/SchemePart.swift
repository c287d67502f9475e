import Quantization
import WeightStatistics

/// What one scheme did to a part of a tensor; parts merge in their order.
struct SchemePart: Sendable {
  var metrics = ErrorMetrics()
  var clampedScaleCount = 0
  /// How often each code was chosen and the squared error it carries, by code; empty unless asked
  /// for.
  var usage: [CodeUsage] = []

  init() {}

  /// What was counted without keeping codes.
  init(_ sums: ErrorSums) {
    clampedScaleCount = sums.clampedScaleCount
    metrics = ErrorMetrics(
      count: sums.count, squaredError: sums.squaredError, squaredWeight: sums.squaredWeight,
      squaredRestored: sums.squaredRestored, product: sums.product, errorSum: sums.errorSum,
      maximumAbsoluteError: sums.maximumAbsoluteError, zeroedCount: sums.zeroedCount)
  }

  /// - Parameters:
  ///   - weights: what was quantized of `rows`.
  ///   - columns: which part of every row is counted.
  ///   - countsUsage: whether to count codes too.
  init(
    _ quantized: QuantizedTensor, of weights: [Float], in rows: WeightRows, columns: Range<Int>,
    countsUsage: Bool
  ) {
    let countsAll = rows.countsAll && columns == 0..<rows.shape.columns
    // The same loops as without codes, so that every place shows the same numbers.
    if countsAll { self.init(quantized.errors(of: weights.span)) } else { self.init() }
    clampedScaleCount = quantized.clampedScaleCount
    if countsUsage {
      usage = (0..<1 << quantized.scheme.bitWidth).map { CodeUsage(code: UInt8($0)) }
    }
    guard countsUsage || !countsAll else { return }
    let restored = quantized.dequantized()
    for row in 0..<rows.shape.rows {
      let start = row * rows.shape.columns
      for index in start + columns.lowerBound..<start + columns.upperBound
      where rows.isCounted(index) {
        if !countsAll { metrics.add(weight: weights[index], restored: restored[index]) }
        if countsUsage {
          let error = Double(restored[index]) - Double(weights[index])
          usage[Int(quantized.codes[index])].count += 1
          usage[Int(quantized.codes[index])].squaredError += error * error
        }
      }
    }
  }

  mutating func merge(_ other: SchemePart) {
    metrics.merge(other.metrics)
    clampedScaleCount += other.clampedScaleCount
    if usage.isEmpty {
      usage = other.usage
    } else {
      for index in other.usage.indices {
        usage[index].count += other.usage[index].count
        usage[index].squaredError += other.usage[index].squaredError
      }
    }
  }
}
