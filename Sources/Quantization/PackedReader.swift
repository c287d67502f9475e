import CQuantKernels
import NumericFormats

/// Restores the weights of a packed tensor, any rows at a time.
public struct PackedReader: Sendable {
  private let packed: PackedTensor
  private let quantizer: Quantizer
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
    try packed.checkParameters()
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
    let rowsPerBand = max(1, Self.weightsPerBand / max(columns, 1))
    var codes = [UInt8](repeating: 0, count: min(rowsPerBand, rows.count) * columns)
    var parameters = ParameterReader(
      largestCount: layout(of: min(rowsPerBand, rows.count)).groupCount)
    try weights.withUnsafeMutableBufferPointer { (target) throws(QuantizationError) in
      for row in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsPerBand) {
        let band = row..<min(row + rowsPerBand, rows.upperBound)
        let count = band.count * columns
        packed.unpackCodes(of: band, to: &codes)
        let bandCodes = codes.span.extracting(0..<count)
        if hasCodesWithoutValue { try packed.check(bandCodes, quantizer.codebook) }
        let layout = layout(of: band.count)
        let firstGroup = layout.isOneGroup ? 0 : row * layout.groupsPerRow
        parameters.read(firstGroup..<firstGroup + layout.groupCount, of: packed)
        let start = (row - rows.lowerBound) * columns
        quantizer.restore(
          bandCodes, layout, parameters.groups.span.extracting(0..<layout.groupCount),
          tensorScale: packed.tensorScale ?? 1,
          to: UnsafeMutableBufferPointer(rebasing: target[start..<start + count]),
          streams: streams)
      }
    }
  }

  /// How so many rows are cut into groups.
  private func layout(of rowCount: Int) -> GroupLayout {
    GroupLayout(
      MatrixShape(rows: rowCount, columns: packed.shape.columns), packed.scheme.granularity)
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
