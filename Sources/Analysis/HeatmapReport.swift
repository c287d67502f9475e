import Checkpoints
public import Quantization
import WeightStatistics

/// What a heatmap shows of every group.
public enum HeatmapMeasure: Sendable, Hashable {
  /// |max⁺ − |min⁻|| / max(max⁺, |min⁻|).
  case asymmetry
  /// The largest magnitude.
  case absoluteMaximum
  /// The fourth standardized moment less 3.
  case kurtosis
  /// The squared error of a scheme over the squared weights.
  case normalizedError(QuantizationScheme)
  /// How many dB of SQNR the first scheme is better than the second.
  case gain(QuantizationScheme, over: QuantizationScheme)

  /// The schemes that must quantize the tensor.
  var schemes: [QuantizationScheme] {
    switch self {
    case .asymmetry, .absoluteMaximum, .kurtosis: []
    case .normalizedError(let scheme): [scheme]
    case .gain(let scheme, over: let other): [scheme, other]
    }
  }
}

/// Asks for one number for every group of a tensor.
public struct HeatmapRequest: Sendable, Hashable {
  /// The name of the tensor.
  public var tensor: String
  /// The groups; where the whole tensor is one, the rows stand for them.
  public var granularity: Granularity
  public var measure: HeatmapMeasure

  public init(tensor: String, granularity: Granularity, measure: HeatmapMeasure) {
    self.tensor = tensor
    self.granularity = granularity
    self.measure = measure
  }
}

/// One number for every group of a tensor.
public struct HeatmapReport: Sendable, Hashable {
  public var request: HeatmapRequest
  public var rowCount: Int
  public var groupsPerRow: Int
  /// Row by row; −∞ stands where the measure is not defined, as in a group of zeros.
  private let values: [Float]
  /// The groups with the highest values as positions row · groupsPerRow + group, highest first; at
  /// most a thousand.
  public let highest: [Int]
  /// The 1st and the 99th percentile: between them a colour scale tells groups apart, whatever the
  /// outliers are. `nil` where no group has a value.
  public let bounds: ClosedRange<Float>?

  /// The value of a group; `nil` where the measure is not defined.
  public func value(row: Int, group: Int) -> Float? {
    let value = values[row * groupsPerRow + group]
    return value == -.infinity ? nil : value
  }

  /// The highest value of a block of groups; `nil` where none of them has one.
  public func highest(rows: Range<Int>, groups: Range<Int>) -> Float? {
    var highest = -Float.infinity
    for row in rows {
      for group in groups { highest = max(highest, values[row * groupsPerRow + group]) }
    }
    return highest == -.infinity ? nil : highest
  }

  fileprivate init(_ request: HeatmapRequest, layout: GroupLayout, values: [Float]) {
    self.request = request
    rowCount = layout.shape.rows
    groupsPerRow = layout.groupsPerRow
    self.values = values
    let ranked = Self.ranked(values)
    highest = Array(ranked.prefix(1000))
    if ranked.isEmpty {
      bounds = nil
    } else {
      let last = ranked.count - 1
      bounds = values[ranked[last - last / 100]]...values[ranked[last / 100]]
    }
  }
}

extension HeatmapReport {
  /// The positions of the values that are defined, the highest first, of equal values the first.
  ///
  /// Value and position are one whole number, because there are hundreds of thousands to sort.
  private static func ranked(_ values: [Float]) -> [Int] {
    let keys = values.indices.lazy.filter { values[$0] != -.infinity }.map { index -> UInt64 in
      // Adding zero makes +0 of −0; ascending patterns are then descending values.
      let pattern = (values[index] + 0).bitPattern
      let key = pattern >> 31 == 0 ? ~pattern & 0x7FFF_FFFF : pattern
      return UInt64(key) << 32 | UInt64(index)
    }
    return keys.sorted().map { Int($0 & 0xFFFF_FFFF) }
  }
}

extension TensorAnalyzer {
  /// One number for every group of a tensor.
  ///
  /// - Parameter progress: called with the finished fraction.
  /// - Throws: `AnalysisError`; `quantization` where a scheme does not apply to the tensor.
  @concurrent
  public func heatmap(
    _ request: HeatmapRequest, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> HeatmapReport {
    let tensor = try tensor(named: request.tensor)
    let plan = plan(of: tensor)
    guard plan.shape.count > 0 else { throw .emptyTensor(tensor: tensor.name) }
    let trials = try await prepare(request.measure.schemes, on: tensor)
    var values: [Float] = []
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      let rows = try weightRows(plan.rows(ofChunk: chunk), of: tensor)
      do throws(QuantizationError) {
        return try rows.values(of: request.measure, request.granularity, trials)
      } catch {
        throw .quantization(tensor: tensor.name, error)
      }
    } merge: {
      values += $0
    }
    let layout = GroupLayout(plan.shape, request.granularity)
    return HeatmapReport(request, layout: layout, values: values)
  }
}

extension WeightRows {
  /// The measure of every group of these rows, −∞ where it is not defined.
  fileprivate func values(
    of measure: HeatmapMeasure, _ granularity: Granularity, _ trials: [SchemeTrial]
  ) throws(QuantizationError) -> [Float] {
    switch measure {
    case .asymmetry where isFinite: return extentValues(granularity, \.asymmetry)
    case .absoluteMaximum where isFinite: return extentValues(granularity) { Double($0.magnitude) }
    case .asymmetry: return groupValues(granularity) { signs($0).asymmetry }
    case .absoluteMaximum:
      return groupValues(granularity) { range in
        let signs = signs(range)
        let extent = Double(max(signs.positive.extent, signs.negative.extent))
        return signs.finiteCount == 0 ? nil : extent
      }
    case .kurtosis:
      return groupValues(granularity) { range in
        Moments(of: stored.span.extracting(range)).excessKurtosis
      }
    case .normalizedError:
      let restored = try restored(trials[0])
      return groupValues(granularity) { range in
        metrics(restored, range).normalizedMeanSquaredError
      }
    case .gain:
      let first = try restored(trials[0])
      let second = try restored(trials[1])
      return groupValues(granularity) { range in
        guard let one = metrics(first, range).signalToNoiseDecibels,
          let other = metrics(second, range).signalToNoiseDecibels
        else { return nil }
        return one - other
      }
    }
  }

  private typealias Restored = (weights: [Float], restored: [Float])

  private func restored(_ trial: SchemeTrial) throws(QuantizationError) -> Restored {
    let weights = weights(trial.scheme.granularity)
    return (weights, try trial.quantize(weights, shape: shape).dequantized())
  }

  private func metrics(_ quantized: Restored, _ range: Range<Int>) -> ErrorMetrics {
    var metrics = ErrorMetrics()
    for index in range where isCounted(index) {
      metrics.add(weight: quantized.weights[index], restored: quantized.restored[index])
    }
    return metrics
  }

  /// A function of the extents of every group; all weights must be finite.
  private func extentValues(
    _ granularity: Granularity, _ value: (GroupExtents) -> Double?
  ) -> [Float] {
    let layout = GroupLayout(shape, granularity)
    var values: [Float] = []
    values.reserveCapacity(shape.rows * layout.groupsPerRow)
    for row in 0..<shape.rows {
      let weights = stored.span.extracting(row * shape.columns..<(row + 1) * shape.columns)
      for extents in GroupExtents.ofGroups(in: weights, size: layout.groupSize) {
        values.append(value(extents).map { Float($0) } ?? -.infinity)
      }
    }
    return values
  }

  private func signs(_ range: Range<Int>) -> SignSplit {
    var signs = SignSplit()
    for index in range { signs.add(stored[index]) }
    return signs
  }

  private func groupValues(
    _ granularity: Granularity, _ value: (Range<Int>) -> Double?
  ) -> [Float] {
    let layout = GroupLayout(shape, granularity)
    var values: [Float] = []
    values.reserveCapacity(shape.rows * layout.groupsPerRow)
    for row in 0..<shape.rows {
      let start = row * shape.columns
      for group in 0..<layout.groupsPerRow {
        let columns = layout.columns(ofGroup: group)
        let measured = value(start + columns.lowerBound..<start + columns.upperBound)
        values.append(measured.map { Float($0) } ?? -.infinity)
      }
    }
    return values
  }
}

extension GroupExtents {
  /// |max⁺ − |min⁻|| / max(max⁺, |min⁻|); `nil` where all weights are zero.
  fileprivate var asymmetry: Double? {
    magnitude > 0 ? (Double(high) + Double(low)).magnitude / Double(magnitude) : nil
  }
}
