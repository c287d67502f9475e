import CQuantKernels

extension ErrorPass {
  /// Schemes that look at the same groups.
  struct Layout {
    let stretches: Stretches
    var members: [Int]
  }

  /// The layout whose stretches are those of the weights' own sums comes first, if there is one.
  static func layouts(_ quantizers: [Quantizer], _ shape: MatrixShape) -> [Layout] {
    var found: [Layout] = []
    for (index, quantizer) in quantizers.enumerated() {
      let stretches = quantizer.stretches(GroupLayout(shape, quantizer.scheme.granularity))
      if let place = found.firstIndex(where: { $0.stretches == stretches }) {
        found[place].members.append(index)
      } else {
        found.append(Layout(stretches: stretches, members: [index]))
      }
    }
    if let tiles = found.firstIndex(where: \.stretches.areTiles) { found.swapAt(0, tiles) }
    return found
  }

  /// At most as many weights as are asked for at once.
  var largestWeightCount: Int {
    layouts.map(\.stretches.largestWeightCount).reduce(Stretches.weightsPerStretch, max)
  }

  /// - Returns: `nil` where a weight is not finite.
  func errors(_ reader: StretchReader, by kernels: KernelTable.Kernels) -> [ErrorSums]? {
    var sums = qk_weight_sums()
    // The weights' own sums are taken along where the stretches are theirs.
    var areMeasured = layouts.first?.stretches.areTiles != true
    if areMeasured, !measureTiles(&sums, reader, kernels) { return nil }
    var counters: [SchemeCounter?] = quantizers.map { _ in nil }
    for layout in layouts {
      var measurer = StretchMeasurer(
        layout.stretches, reader, areMeasured ? .extents : .all, kernels)
      var members = self.counters(layout, kernels)
      while let measured = measurer.next() {
        for index in members.indices { members[index].scale(measured, measurer.extents) }
        // The first scheme measures the next stretch on the way.
        if !areMeasured {
          measurer.measureNext(along: measured) { members[0].count(measured, $0, kernels) }
        }
        for index in members.indices.dropFirst(areMeasured ? 0 : 1) {
          members[index].count(measured, nil, kernels)
        }
      }
      guard measurer.areFinite else { return nil }
      if !areMeasured { sums = measurer.sums }
      areMeasured = true
      for (member, counter) in zip(layout.members, members) { counters[member] = counter }
    }
    let weightSums = WeightSums(sums, count: shape.count, areFinite: true)
    return zip(counters, calibrations).map {
      ($0?.sums(weightSums) ?? ErrorSums()).adding($1)
    }
  }

  /// The same of the squares alone, for weights that are known to be finite.
  func squaredErrors(_ reader: StretchReader, by kernels: KernelTable.Kernels) -> [Double] {
    var squares = quantizers.map { _ in 0.0 }
    for layout in layouts {
      var measurer = StretchMeasurer(layout.stretches, reader, .extents, kernels)
      var members = counters(layout, kernels)
      while let measured = measurer.next() {
        for index in members.indices { members[index].scale(measured, measurer.extents) }
        measurer.measureNext(along: measured) { members[0].countSquares(measured, $0, kernels) }
        for index in members.indices.dropFirst() {
          members[index].countSquares(measured, nil, kernels)
        }
      }
      for (member, counter) in zip(layout.members, members) {
        squares[member] = counter.squaredError
      }
    }
    return squares
  }

  private func measureTiles(
    _ sums: inout qk_weight_sums, _ reader: StretchReader, _ kernels: KernelTable.Kernels
  ) -> Bool {
    var (high, low) = (Float(0), Float(0))
    return Stretches.tiles(of: shape.count).allSatisfy { tile in
      let weights = reader.weights(tile)
      return kernels.measure(
        weights.element, weights.start, tile.count, tile.count, &high, &low, &sums) != 0
    }
  }

  private func counters(_ layout: Layout, _ kernels: KernelTable.Kernels) -> [SchemeCounter] {
    layout.members.map {
      SchemeCounter(
        quantizers[$0], calibrations[$0], kernels,
        largestGroupCount: layout.stretches.largestGroupCount)
    }
  }
}

/// One scheme's sums while the stretches pass by.
private struct SchemeCounter {
  private var scaler: GroupScaler
  private var grid: qk_grid
  private var counted = qk_error_sums()
  private(set) var squaredError = 0.0

  /// Valid as long as the pass keeps the quantizer.
  init(
    _ quantizer: Quantizer, _ calibration: TensorCalibration, _ kernels: KernelTable.Kernels,
    largestGroupCount: Int
  ) {
    scaler = GroupScaler(quantizer, calibration, kernels, largestGroupCount: largestGroupCount)
    grid = quantizer.grid.unowned(tensorScale: calibration.tensorScale)
  }

  /// Takes the groups of a stretch, which is counted next.
  mutating func scale(_ measured: MeasuredStretch, _ extents: borrowing KernelExtents) {
    scaler.scale(measured, extents)
    grid.lieWithinCells(scaler.isWithinCells)
  }

  /// - Parameter ahead: what is measured on the way.
  mutating func count(
    _ measured: MeasuredStretch, _ ahead: UnsafeMutablePointer<qk_ahead>?,
    _ kernels: KernelTable.Kernels
  ) {
    kernels.errors(
      &grid, scaler.groups, measured.weights.element, measured.weights.start,
      measured.stretch.weights.count, measured.stretch.groupSize, ahead, &counted)
  }

  /// Adds to `squaredError` alone.
  mutating func countSquares(
    _ measured: MeasuredStretch, _ ahead: UnsafeMutablePointer<qk_ahead>?,
    _ kernels: KernelTable.Kernels
  ) {
    squaredError += kernels.squaredError(
      &grid, scaler.groups, measured.weights.element, measured.weights.start,
      measured.stretch.weights.count, measured.stretch.groupSize, ahead)
  }

  func sums(_ weights: WeightSums) -> ErrorSums {
    var sums = ErrorSums(counted, weights)
    sums.clampedScaleCount = scaler.clampedCount
    return sums
  }
}
