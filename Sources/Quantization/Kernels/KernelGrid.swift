import CQuantKernels
import NumericFormats

/// A codebook in the form that the kernels read.
struct KernelGrid: Sendable {
  private let map: qk_map
  private let nearest: qk_nearest
  private let rounding: RoundingRule?
  private let count: Int
  private let negativeCount: Int
  private let largestCode: Float
  private let thresholds: [Float]
  private let values: [Float]
  private let codes: [UInt8]
  private let wideCodes: [Int32]
  private let halfway: [Double]
  private let bitWidth: Int
  private let valuesByCode: [Float]

  init(_ codec: GroupCodec) {
    let codebook = codec.codebook
    map =
      switch codec.kind {
      case .scaled: QK_MAP_SCALED
      case .offset: QK_MAP_OFFSET
      case .zeroPoint: QK_MAP_ZERO_POINT
      }
    largestCode = codebook.maximum - codebook.minimum
    count = codec.hasZeroPoint ? Int(largestCode) + 1 : codebook.values.count
    negativeCount = codebook.zeroRank
    rounding = RoundingRule(codebook)
    // Bounds on weights are exact for thresholds that are not subnormal (search.h).
    if count <= 16, codebook.thresholds.allSatisfy(\.isNormal) {
      nearest = QK_NEAREST_SEARCH16
    } else {
      nearest = rounding == nil ? QK_NEAREST_SEARCH : QK_NEAREST_ROUND
    }
    thresholds = codebook.thresholds.padded(with: .infinity)
    values = codebook.values.padded(with: 0)
    codes = codebook.codes.padded(with: 0)
    wideCodes = codes.map(Int32.init)
    bitWidth = codebook.bitWidth
    valuesByCode = codebook.valuesByCode.padded(with: 0)
    let searched = codec.hasZeroPoint ? Self.wholeNumberThresholds : codebook.thresholds
    halfway = searched.map { (Double($0) + Double($0.nextUp)) / 2 }.padded(with: .infinity)
  }

  /// Above which quotient a code k above the zero point is reached, k = −14…16.
  private static let wholeNumberThresholds: [Float] = (-14...16).map { number in
    let tie = Float(number) - 0.5
    return number.isMultiple(of: 2) ? tie.nextDown : tie
  }

  /// Calls `body` with the grid, which is valid until it returns.
  ///
  /// - Parameter tensorScale: multiplies every scale.
  func withGrid<Result>(
    tensorScale: Float, _ body: (UnsafePointer<qk_grid>) -> Result
  ) -> Result {
    var grid = description
    grid.tensor_scale = tensorScale
    return thresholds.withUnsafeBufferPointer { thresholds in
      values.withUnsafeBufferPointer { values in
        codes.withUnsafeBufferPointer { codes in
          wideCodes.withUnsafeBufferPointer { wideCodes in
            halfway.withUnsafeBufferPointer { halfway in
              grid.thresholds = thresholds.baseAddress
              grid.values = values.baseAddress
              grid.codes = codes.baseAddress
              grid.wide_codes = wideCodes.baseAddress
              return valuesByCode.withUnsafeBufferPointer { valuesByCode in
                grid.halfway = halfway.baseAddress
                grid.values_by_code = valuesByCode.baseAddress
                return body(&grid)
              }
            }
          }
        }
      }
    }
  }

  /// Everything but the tables.
  private var description: qk_grid {
    var grid = qk_grid()
    rounding?.describe(&grid)
    grid.map = map
    grid.nearest = nearest
    grid.count = Int32(count)
    grid.bits = Int32(bitWidth)
    grid.negative_count = Int32(negativeCount)
    grid.largest_code = largestCode
    return grid
  }
}

extension qk_group {
  init(_ parameters: GroupParameters) {
    self.init(
      positive_scale: parameters.positiveScale, negative_scale: parameters.negativeScale,
      zero_point: Float(parameters.zeroPoint), offset: parameters.offset)
  }
}

extension GroupParameters {
  init(_ group: qk_group) {
    self.init(positiveScale: group.positive_scale, negativeScale: group.negative_scale)
    zeroPoint = UInt8(group.zero_point)
    offset = group.offset
  }
}

extension Array {
  /// With at least the sixteen entries that a table in registers has.
  fileprivate func padded(with element: Element) -> [Element] {
    self + Array(repeating: element, count: Swift.max(0, 16 - count))
  }
}
