import CQuantKernels
import NumericFormats

/// A codebook in the form that the kernels read.
struct KernelGrid: Sendable {
  private let thresholds: [Float]
  private let values: [Float]
  private let codes: [UInt8]
  private let map: qk_map
  private let largestCode: Float
  private let rounding: RoundingRule?
  private let count: Int

  init(_ codec: GroupCodec) {
    let codebook = codec.codebook
    map =
      switch codec.kind {
      case .scaled: QK_MAP_SCALED
      case .offset: QK_MAP_OFFSET
      case .zeroPoint: QK_MAP_ZERO_POINT
      }
    count = codebook.values.count
    largestCode = codebook.maximum - codebook.minimum
    rounding = RoundingRule(codebook)
    thresholds = codebook.thresholds.padded(with: .infinity)
    values = codebook.values.padded(with: 0)
    codes = codebook.codes.padded(with: 0)
  }

  /// Calls `body` with the grid, which is valid until it returns.
  func withGrid(_ body: (UnsafePointer<qk_grid>) -> Void) {
    var grid = qk_grid()
    grid.map = map
    grid.nearest = count <= 16 ? QK_NEAREST_SEARCH16 : QK_NEAREST_SEARCH
    grid.count = Int32(count)
    grid.largest_code = largestCode
    if let rounding { rounding.describe(&grid) }
    thresholds.withUnsafeBufferPointer { thresholds in
      values.withUnsafeBufferPointer { values in
        codes.withUnsafeBufferPointer { codes in
          guard let thresholds = thresholds.baseAddress, let values = values.baseAddress,
            let codes = codes.baseAddress
          else { return }
          (grid.thresholds, grid.values, grid.codes) = (thresholds, values, codes)
          body(&grid)
        }
      }
    }
  }
}

extension qk_group {
  /// - Parameter parameters: the group's, tensor scale included.
  init(_ parameters: GroupParameters) {
    self.init(
      positive_scale: parameters.positiveScale, negative_scale: parameters.negativeScale,
      zero_point: Float(parameters.zeroPoint), offset: parameters.offset)
  }
}

extension Array {
  /// With at least the sixteen entries that a table in registers has.
  fileprivate func padded(with element: Element) -> [Element] {
    self + Array(repeating: element, count: Swift.max(0, 16 - count))
  }
}
