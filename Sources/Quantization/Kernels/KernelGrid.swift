import CQuantKernels
import NumericFormats

/// A codebook in the form that the kernels read.
struct KernelGrid: Sendable {
  private let tables: KernelTables
  private let map: qk_map
  private let nearest: qk_nearest
  private let rounding: RoundingRule?
  private let count: Int
  private let negativeCount: Int
  private let minimum: Float
  private let maximum: Float
  private let largestCode: Float
  private let bitWidth: Int
  private let cells: KernelCells
  private let nearby: KernelNearby

  init(_ codec: GroupCodec) {
    let codebook = codec.codebook
    map =
      switch codec.kind {
      case .scaled: QK_MAP_SCALED
      case .offset: QK_MAP_OFFSET
      case .zeroPoint: QK_MAP_ZERO_POINT
      }
    (minimum, maximum) = (codebook.minimum, codebook.maximum)
    largestCode = maximum - minimum
    count = codec.hasZeroPoint ? Int(largestCode) + 1 : codebook.values.count
    negativeCount = codebook.zeroRank
    rounding = RoundingRule(codebook)
    // Bounds on weights are exact for thresholds that are moderate (search.h, cells.h).
    let moderate = Float(0x1p-20)...0x1p20
    if count <= 16, codebook.thresholds.allSatisfy({ moderate.contains($0.magnitude) }) {
      nearest = QK_NEAREST_SEARCH16
    } else {
      nearest = rounding == nil ? QK_NEAREST_SEARCH : QK_NEAREST_ROUND
    }
    bitWidth = codebook.bitWidth
    let codes = codebook.codes.padded(with: 0)
    let thresholds = codec.hasZeroPoint ? Self.wholeNumberThresholds : codebook.thresholds
    cells =
      if nearest != QK_NEAREST_SEARCH16 {
        KernelCells(thresholds: [])
      } else if codec.hasZeroPoint {
        KernelCells(largestCode: count - 1)
      } else {
        KernelCells(thresholds: codebook.thresholds.map(Double.init))
      }
    nearby = KernelNearby(
      codebook.values, zeroRank: codebook.zeroRank, bySign: codec.kind == .scaled)
    tables = KernelTables(
      thresholds: thresholds.padded(with: .infinity),
      halfSteps: thresholds.map { ($0.nextUp - $0) / 2 }.padded(with: 0), cellRanks: cells.ranks,
      nearbyValues: nearby.values,
      values: codebook.values.padded(with: 0), codes: codes, wideCodes: codes.map(Int32.init),
      valuesByCode: codebook.valuesByCode.padded(with: 0))
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
    var grid = unowned(tensorScale: tensorScale)
    return withExtendedLifetime(tables) { body(&grid) }
  }

  /// The grid, which is valid as long as this value is kept.
  func unowned(tensorScale: Float) -> qk_grid {
    var grid = description
    grid.tensor_scale = tensorScale
    tables.point(&grid)
    return grid
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
    (grid.minimum, grid.maximum) = (minimum, maximum)
    grid.largest_code = largestCode
    grid.cells_per_unit = cells.perUnit
    grid.steps = Int32(cells.steps)
    grid.is_rounding = rounding == nil ? 0 : 1
    grid.nearby = nearby.kind
    grid.nearby_per_unit = nearby.perUnit
    grid.nearby_origin = nearby.origin
    return grid
  }
}

/// The tables of a grid, at addresses that stay.
private final class KernelTables: Sendable {
  private let thresholds: FixedTable<Float>
  private let halfSteps: FixedTable<Float>
  private let cellRanks: FixedTable<Int16>
  private let nearbyValues: FixedTable<Float>
  private let values: FixedTable<Float>
  private let codes: FixedTable<UInt8>
  private let wideCodes: FixedTable<Int32>
  private let valuesByCode: FixedTable<Float>

  init(
    thresholds: [Float], halfSteps: [Float], cellRanks: [Int16], nearbyValues: [Float],
    values: [Float], codes: [UInt8], wideCodes: [Int32], valuesByCode: [Float]
  ) {
    self.thresholds = FixedTable(thresholds)
    self.halfSteps = FixedTable(halfSteps)
    self.cellRanks = FixedTable(cellRanks)
    self.nearbyValues = FixedTable(nearbyValues)
    self.values = FixedTable(values)
    self.codes = FixedTable(codes)
    self.wideCodes = FixedTable(wideCodes)
    self.valuesByCode = FixedTable(valuesByCode)
  }

  func point(_ grid: inout qk_grid) {
    grid.thresholds = thresholds.first
    grid.half_steps = halfSteps.first
    grid.cell_ranks = cellRanks.first
    grid.nearby_values = nearbyValues.first
    grid.values = values.first
    grid.codes = codes.first
    grid.wide_codes = wideCodes.first
    grid.values_by_code = valuesByCode.first
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
