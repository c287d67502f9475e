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

  /// - Returns: `nil` where a weight is not finite; no scheme has looked at it then.
  func errors(_ reader: StretchReader, by kernels: KernelTable.Kernels) -> [ErrorSums]? {
    var sums = qk_weight_sums()
    // The weights' own sums are taken along where the stretches are theirs.
    var isMeasured = layouts.first?.stretches.areTiles != true
    if isMeasured, !measureTiles(&sums, reader, kernels) { return nil }
    var counters: [SchemeCounter?] = quantizers.map { _ in nil }
    for layout in layouts {
      let counted = count(layout, reader, kernels) { extents, weights, stretch in
        if !isMeasured { return extents.measure(weights, stretch, kernels, &sums) }
        extents.find(weights, stretch, kernels)
        return true
      } count: {
        $0.count($1, $2, $3, kernels)
      }
      guard let counted else { return nil }
      for (member, counter) in zip(layout.members, counted) { counters[member] = counter }
      isMeasured = true
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
      let counted = count(layout, reader, kernels) { extents, weights, stretch in
        extents.find(weights, stretch, kernels)
        return true
      } count: {
        $0.countSquares($1, $2, $3, kernels)
      }
      for (member, counter) in zip(layout.members, counted ?? []) {
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

  /// Goes through the stretches of a layout, and lets every scheme count while one is in the cache.
  ///
  /// - Parameter measure: finds the extents of a stretch's groups and says whether to go on.
  /// - Returns: `nil` where it was not to go on.
  private func count(
    _ layout: Layout, _ reader: StretchReader, _ kernels: KernelTable.Kernels,
    measure: (inout KernelExtents, KernelWeights, Stretches.Element) -> Bool,
    count: (
      inout SchemeCounter, KernelWeights, Stretches.Element, borrowing KernelExtents
    ) -> Void
  ) -> [SchemeCounter]? {
    let groupCount = layout.stretches.largestGroupCount
    var extents = KernelExtents(largestGroupCount: groupCount)
    var counters = layout.members.map {
      SchemeCounter(quantizers[$0], calibrations[$0], kernels, largestGroupCount: groupCount)
    }
    for stretch in layout.stretches {
      let weights = reader.weights(stretch.weights)
      guard measure(&extents, weights, stretch) else { return nil }
      for index in counters.indices { count(&counters[index], weights, stretch, extents) }
    }
    return counters
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

  mutating func count(
    _ weights: KernelWeights, _ stretch: Stretches.Element, _ extents: borrowing KernelExtents,
    _ kernels: KernelTable.Kernels
  ) {
    scale(weights, stretch, extents)
    kernels.errors(
      &grid, scaler.groups, weights.element, weights.start, stretch.weights.count,
      stretch.groupSize, &counted)
  }

  /// Adds to `squaredError` alone.
  mutating func countSquares(
    _ weights: KernelWeights, _ stretch: Stretches.Element, _ extents: borrowing KernelExtents,
    _ kernels: KernelTable.Kernels
  ) {
    scale(weights, stretch, extents)
    squaredError += kernels.squaredError(
      &grid, scaler.groups, weights.element, weights.start, stretch.weights.count,
      stretch.groupSize)
  }

  private mutating func scale(
    _ weights: KernelWeights, _ stretch: Stretches.Element, _ extents: borrowing KernelExtents
  ) {
    scaler.scale(weights, stretch, extents)
    grid.lieWithinCells(scaler.isWithinCells)
  }

  func sums(_ weights: WeightSums) -> ErrorSums {
    var sums = ErrorSums(counted, weights)
    sums.clampedScaleCount = scaler.clampedCount
    return sums
  }
}
