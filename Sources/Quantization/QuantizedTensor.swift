import CQuantKernels

/// One code per weight, with the parameters that read them back.
public struct QuantizedTensor: Sendable {
  public let scheme: QuantizationScheme
  public let layout: GroupLayout
  /// One code per weight, row-major.
  public let codes: [UInt8]
  /// One entry per group, row-major; see `GroupLayout.index(row:group:)`.
  public let groups: [GroupParameters]
  /// The scale that multiplies every group's; `nil` where the scheme has none.
  public let tensorScale: Float?
  /// How many parameters the range of their storage format forced.
  public let clampedScaleCount: Int
  let quantizer: Quantizer

  public var shape: MatrixShape { layout.shape }
  var codec: GroupCodec { quantizer.codec }

  /// The restored weights, row-major.
  public func dequantized() -> [Float] {
    [Float](unsafeUninitializedCapacity: codes.count) { buffer, count in
      let stored = groups.map(qk_group.init)
      quantizer.restore(
        codes.span, layout, stored.span, tensorScale: tensorScale ?? 1, to: buffer, streams: false)
      count = codes.count
    }
  }

  /// Calls `body` with every group's elements and effective parameters, tensor scale included.
  func forEachGroup(_ body: (Range<Int>, GroupParameters) -> Void) {
    for row in 0..<shape.rows {
      for group in 0..<layout.groupsPerRow {
        let columns = layout.columns(ofGroup: group)
        let start = row * shape.columns
        body(
          start + columns.lowerBound..<start + columns.upperBound,
          effectiveParameters(row: row, group: group))
      }
    }
  }

  /// The parameters of a group with the tensor scale multiplied in.
  public func effectiveParameters(row: Int, group: Int) -> GroupParameters {
    groups[layout.index(row: row, group: group)].multiplied(by: tensorScale ?? 1)
  }
}
