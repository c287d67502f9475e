import CQuantKernels
import NumericFormats

/// Restores the weights of a packed tensor, any rows at a time.
public struct PackedReader: Sendable {
  private let packed: PackedTensor
  private let quantizer: Quantizer
  private let groups: [GroupParameters]
  private let hasCodesWithoutValue: Bool

  /// Weights beyond which nobody finds them in a cache any more: 32 MiB.
  private static let streamedCount = 1 << 23
  private static let weightsPerBand = 1 << 14

  /// - Throws: what `PackedTensor.unpacked()` throws for parameters.
  public init(_ packed: PackedTensor, kernels: KernelTable = .best) throws(QuantizationError) {
    do throws(SchemeError) {
      quantizer = try Quantizer(packed.scheme, kernels: kernels)
    } catch {
      throw .invalidScheme(error)
    }
    self.packed = packed
    groups = try packed.unpackedGroups()
    hasCodesWithoutValue =
      packed.zeroPoints == nil && quantizer.codebook.valuesByCode.contains(where: \.isNaN)
  }

  /// Restores whole rows to the start of `weights`.
  ///
  /// - Precondition: `rows` lie in the tensor, and `weights` has room for them.
  /// - Throws: `QuantizationError.damaged` for codes that stand for no value.
  public func restore(
    rows: Range<Int>, into weights: inout MutableSpan<Float>
  ) throws(QuantizationError) {
    let columns = packed.shape.columns
    precondition(rows.lowerBound >= 0 && rows.upperBound <= packed.shape.rows)
    precondition(weights.count >= rows.count * columns)
    let streams = rows.count * columns >= Self.streamedCount
    // The bands before a damaged one are on their way, too.
    defer { if streams { qk_settle_streams() } }
    try weights.withUnsafeMutableBufferPointer { (target) throws(QuantizationError) in
      var codes: [UInt8] = []
      let rowsPerBand = max(1, Self.weightsPerBand / max(columns, 1))
      for row in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsPerBand) {
        let band = row..<min(row + rowsPerBand, rows.upperBound)
        codes.removeAll(keepingCapacity: true)
        packed.appendCodes(of: band, to: &codes)
        if hasCodesWithoutValue { try packed.check(codes, quantizer.codebook) }
        let start = (row - rows.lowerBound) * columns
        let part = UnsafeMutableBufferPointer(rebasing: target[start..<start + codes.count])
        quantizer.restore(codes.span, run(of: band), to: part, streams: streams)
      }
    }
  }

  private func run(of rows: Range<Int>) -> GroupRun {
    let layout = GroupLayout(
      MatrixShape(rows: rows.count, columns: packed.shape.columns), packed.scheme.granularity)
    let first = layout.isOneGroup ? 0 : rows.lowerBound * layout.groupsPerRow
    return GroupRun(
      layout: layout, groups: groups[first..<first + layout.groupCount],
      tensorScale: packed.tensorScale ?? 1)
  }
}

extension PackedTensor {
  /// The restored weights, row-major.
  ///
  /// - Throws: what `unpacked()` throws.
  public func dequantized() throws(QuantizationError) -> [Float] {
    let reader = try PackedReader(self)
    var weights = [Float](repeating: 0, count: shape.count)
    var target = weights.mutableSpan
    try reader.restore(rows: 0..<shape.rows, into: &target)
    return weights
  }
}
