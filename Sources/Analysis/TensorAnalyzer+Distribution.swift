import Checkpoints
import Quantization
import WeightStatistics

extension TensorAnalyzer {
  /// How the weights of a scope are distributed.
  ///
  /// The bins are counted over the range that is asked for, so that a zoomed axis is as exact as
  /// the whole one.
  ///
  /// - Parameters:
  ///   - request: its row and group are brought into the tensor's range.
  ///   - progress: called with the finished fraction.
  /// - Throws: `AnalysisError`; a scheme that does not apply is no error.
  @concurrent
  public func distribution(
    _ request: DistributionRequest, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> DistributionReport {
    let tensor = try tensor(named: request.tensor)
    let place = DistributionPlace(request, in: MatrixShape(tensor.shape))
    guard place.layout.shape.count > 0 else { throw .emptyTensor(tensor: tensor.name) }
    let trials = try await prepare(request.schemes, on: tensor)
    let limits: AxisLimits
    var counts: DistributionCounts
    if let columns = place.columns {
      let row = try weightRows(place.row..<place.row + 1, of: tensor)
      limits = AxisLimits(row.stored.span.extracting(columns))
      counts = DistributionCounts(limits, request)
      counts.add(row, trials, columns: columns)
    } else {
      limits = try await axisLimits(of: tensor) { progress(0.3 * $0) }
      counts = DistributionCounts(limits, request)
      if let values = try await values(of: tensor) { counts.take(values) }
      try await count(trials, on: tensor, into: &counts) { progress(0.3 + 0.7 * $0) }
    }
    let (reach, limit) = limits.resolved(request.reach)
    return DistributionReport(
      request: request, count: limits.count, reach: reach, fullLimit: limit,
      weights: counts.weights, restored: counts.restored)
  }

  private func count(
    _ trials: [SchemeTrial], on tensor: TensorDescriptor, into counts: inout DistributionCounts,
    progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) {
    let plan = plan(of: tensor)
    let empty = counts.empty
    guard empty.weights != nil, !(trials.isEmpty && empty.knowsWeights) else { return }
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      var part = empty
      let range = plan.rows(ofChunk: chunk)
      if trials.isEmpty {
        try withWeights(range, of: tensor) { part.add(finiteOf: $0) }
        return part
      }
      let rows = try weightRows(range, of: tensor)
      part.add(rows, trials, columns: 0..<plan.shape.columns)
      return part
    } merge: {
      counts.merge($0)
    }
  }
}

/// Where in a tensor the weights of a distribution are.
private struct DistributionPlace {
  let layout: GroupLayout
  let row: Int
  /// The columns of the row; `nil` for the whole tensor.
  let columns: Range<Int>?

  init(_ request: DistributionRequest, in shape: MatrixShape) {
    layout = GroupLayout(shape, request.granularity)
    row = min(max(request.row, 0), max(shape.rows - 1, 0))
    let group = min(max(request.group, 0), max(layout.groupsPerRow - 1, 0))
    columns =
      switch request.extent {
      case .group: layout.isOneGroup ? nil : layout.columns(ofGroup: group)
      case .row: 0..<shape.columns
      case .tensor: nil
      }
  }
}

/// The weights and what schemes make of them, counted over parts in the same bins.
private struct DistributionCounts: Sendable {
  private(set) var weights: Histogram?
  private(set) var restored: [Histogram?]
  /// Whether the weights need not be counted any more.
  private(set) var knowsWeights = false
  /// Whether the outermost weight lies on the end of the axis.
  private let endsAtWeights: Bool

  /// - Parameter limits: those of the whole scope.
  init(_ limits: AxisLimits, _ request: DistributionRequest) {
    let limit = limits.resolved(request.reach).limit / Double(1 << request.halvings)
    endsAtWeights = limit == Double(limits.all)
    weights = limit > 0 ? Histogram(symmetricLimit: limit, binCount: request.binCount) : nil
    restored = request.schemes.map { [weights] _ in weights }
  }

  /// The same bins with nothing in them.
  var empty: DistributionCounts {
    var empty = self
    if let weights {
      let bins = Histogram(
        lowerBound: weights.lowerBound, upperBound: weights.upperBound,
        binCount: weights.counts.count)
      empty.weights = bins
      empty.restored = restored.map { $0.map { _ in bins } }
    }
    return empty
  }

  /// Takes the counts of all weights of the tensor by their value.
  mutating func take(_ values: ValueCounts) {
    weights = weights.map {
      values.histogram(
        lowerBound: $0.lowerBound, upperBound: $0.upperBound, binCount: $0.counts.count)
    }
    knowsWeights = true
  }

  /// Counts weights that no scheme is asked about.
  mutating func add(finiteOf weights: Span<Float>) { self.weights?.add(finiteOf: weights) }

  private mutating func addWeights(_ rows: WeightRows, columns: Range<Int>) {
    if rows.isFinite, columns.count == rows.shape.columns {
      weights?.add(rows.stored.span)
      return
    }
    for row in 0..<rows.shape.rows {
      let start = row * rows.shape.columns
      for index in start + columns.lowerBound..<start + columns.upperBound
      where rows.stored[index].isFinite {
        weights?.add(rows.stored[index])
      }
    }
  }

  mutating func add(_ rows: WeightRows, _ trials: [SchemeTrial], columns: Range<Int>) {
    if !knowsWeights { addWeights(rows, columns: columns) }
    for (position, trial) in trials.enumerated() where restored[position] != nil {
      let weights = rows.weights(trial.scheme.granularity)
      if let quantized = try? trial.quantize(weights, shape: rows.shape) {
        addRestored(quantized.dequantized(), of: rows, columns: columns, to: position)
      } else {
        restored[position] = nil
      }
    }
  }

  private mutating func addRestored(
    _ values: [Float], of rows: WeightRows, columns: Range<Int>, to position: Int
  ) {
    guard var histogram = restored[position] else { return }
    // A scale that its storage rounded up restores the outermost weight a hair beyond the end.
    let limit = Float(histogram.upperBound)
    let tolerance = Float(histogram.upperBound - histogram.edge(histogram.counts.count - 1)) / 2
    for row in 0..<rows.shape.rows {
      let start = row * rows.shape.columns
      for index in start + columns.lowerBound..<start + columns.upperBound
      where rows.isCounted(index) {
        let isAtEnd = endsAtWeights && values[index].magnitude <= limit + tolerance
        histogram.add(isAtEnd ? min(max(values[index], -limit), limit) : values[index])
      }
    }
    restored[position] = histogram
  }

  mutating func merge(_ other: DistributionCounts) {
    if let counts = other.weights { weights?.merge(counts) }
    for position in restored.indices {
      guard let counts = other.restored[position] else {
        restored[position] = nil
        continue
      }
      restored[position]?.merge(counts)
    }
  }
}
