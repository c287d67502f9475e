import CQuantKernels

/// What several schemes would lose of the same rows, each weight read once for all of them.
///
/// The rows are gone through in stretches that stay in a core's first cache while every scheme with
/// the same groups looks at them.
public struct ErrorPass: Sendable {
  private let quantizers: [Quantizer]
  private let calibrations: [TensorCalibration]
  private let shape: MatrixShape
  private let kernels: KernelTable

  /// - Parameters:
  ///   - schemes: with what each needs of the whole tensor.
  ///   - shape: the rows at hand.
  public init(_ schemes: [(Quantizer, TensorCalibration)], shape: MatrixShape) {
    self.init(schemes, shape: shape, kernels: .best)
  }

  init(_ schemes: [(Quantizer, TensorCalibration)], shape: MatrixShape, kernels: KernelTable) {
    quantizers = schemes.map(\.0)
    calibrations = schemes.map(\.1)
    self.shape = shape
    self.kernels = kernels
  }

  /// The errors under each scheme.
  ///
  /// - Parameter weights: `shape.count` of them, row-major.
  /// - Returns: `nil` where a weight is NaN or infinite.
  public func errors(of weights: Span<Float>) -> [ErrorSums]? {
    precondition(weights.count == shape.count)
    guard let kernels = kernels.kernels else { return plainErrors(of: weights) }
    return weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return quantizers.map { _ in ErrorSums() } }
      return errors(by: kernels) { first + $0.lowerBound }
    }
  }

  /// The same for weights that are made stretch by stretch.
  ///
  /// - Parameter make: writes the weights at some positions of the rows.
  public func errors(
    making make: (_ positions: Range<Int>, _ weights: UnsafeMutablePointer<Float>) -> Void
  ) -> [ErrorSums]? {
    guard let kernels = kernels.kernels else { return plainErrors(of: all(make).span) }
    return withRoom { room in
      errors(by: kernels) {
        make($0, room)
        return UnsafePointer(room)
      }
    }
  }

  /// Σ(ŵ − w)² alone under each scheme.
  ///
  /// - Parameter weights: `shape.count` of them, row-major.
  /// - Precondition: every weight is finite; the sums mean nothing otherwise.
  public func squaredErrors(of weights: Span<Float>) -> [Double] {
    precondition(weights.count == shape.count)
    guard let kernels = kernels.kernels else {
      return plainErrors(of: weights)?.map(\.squaredError) ?? quantizers.map { _ in .nan }
    }
    return weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return quantizers.map { _ in 0 } }
      return squaredErrors(by: kernels) { first + $0.lowerBound }
    }
  }

  /// The same for weights that are made stretch by stretch.
  ///
  /// - Parameter make: writes the weights at some positions of the rows.
  public func squaredErrors(
    making make: (_ positions: Range<Int>, _ weights: UnsafeMutablePointer<Float>) -> Void
  ) -> [Double] {
    guard let kernels = kernels.kernels else { return squaredErrors(of: all(make).span) }
    return withRoom { room in
      squaredErrors(by: kernels) {
        make($0, room)
        return UnsafePointer(room)
      }
    }
  }

  private func all(_ make: (Range<Int>, UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
      if let first = buffer.baseAddress { make(0..<shape.count, first) }
      count = shape.count
    }
  }

  /// Room for the weights of any stretch.
  private func withRoom<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    let longest = layouts.map(\.stretches.largestWeightCount).max() ?? 0
    var room = [Float](repeating: 0, count: max(longest, Stretches.weightsPerStretch))
    return body(&room)
  }

  private func plainErrors(of weights: Span<Float>) -> [ErrorSums]? {
    guard WeightSums(of: weights, kernels: kernels).areFinite else { return nil }
    return zip(quantizers, calibrations).map { quantizer, calibration in
      let layout = GroupLayout(shape, quantizer.scheme.granularity)
      return quantizer.plainErrors(of: weights, layout, calibration).adding(calibration)
    }
  }

  // MARK: By kernels

  /// Schemes that look at the same groups.
  private struct Layout {
    let stretches: Stretches
    var members: [Int]
  }

  private var layouts: [Layout] {
    var found: [Layout] = []
    for (index, quantizer) in quantizers.enumerated() {
      let stretches = quantizer.stretches(GroupLayout(shape, quantizer.scheme.granularity))
      if let place = found.firstIndex(where: { $0.stretches == stretches }) {
        found[place].members.append(index)
      } else {
        found.append(Layout(stretches: stretches, members: [index]))
      }
    }
    return found
  }

  /// - Parameter start: where weights lie, until others are asked for.
  private func errors(
    by kernels: KernelTable.Kernels, start: (Range<Int>) -> UnsafePointer<Float>
  ) -> [ErrorSums]? {
    let layouts = self.layouts
    // The weights' own sums are taken along where the stretches are theirs.
    let measuring = layouts.firstIndex(where: \.stretches.areTiles)
    var weightSums = qk_weight_sums()
    var areFinite = measuring != nil || measureTiles(&weightSums, kernels, start)
    var counters: [SchemeCounter?] = quantizers.map { _ in nil }
    for (index, layout) in layouts.enumerated() where areFinite {
      var counting = makeCounters(layout, kernels)
      if index == measuring {
        areFinite = count(layout.stretches, &counting, kernels, start, &weightSums)
      } else {
        count(layout.stretches, &counting, kernels, start)
      }
      for (member, counter) in zip(layout.members, counting) { counters[member] = counter }
    }
    let sums = WeightSums(weightSums, count: shape.count, areFinite: areFinite)
    return areFinite
      ? zip(counters, calibrations).map { ($0?.sums(sums) ?? ErrorSums()).adding($1) } : nil
  }

  private func squaredErrors(
    by kernels: KernelTable.Kernels, start: (Range<Int>) -> UnsafePointer<Float>
  ) -> [Double] {
    var squares = quantizers.map { _ in 0.0 }
    for layout in layouts {
      var counting = makeCounters(layout, kernels)
      var extents = KernelExtents(largestGroupCount: layout.stretches.largestGroupCount)
      for stretch in layout.stretches {
        let weights = start(stretch.weights)
        extents.find(weights, stretch, kernels)
        for (index, member) in layout.members.enumerated() {
          squares[member] += counting[index].squaredError(weights, stretch, extents, kernels)
        }
      }
    }
    return squares
  }

  private func makeCounters(_ layout: Layout, _ kernels: KernelTable.Kernels) -> [SchemeCounter] {
    layout.members.map {
      SchemeCounter(
        quantizers[$0], calibrations[$0], kernels,
        largestGroupCount: layout.stretches.largestGroupCount)
    }
  }

  private func measureTiles(
    _ sums: inout qk_weight_sums, _ kernels: KernelTable.Kernels,
    _ start: (Range<Int>) -> UnsafePointer<Float>
  ) -> Bool {
    var (high, low) = (Float(0), Float(0))
    var areFinite = true
    for tile in Stretches.tiles(of: shape.count) {
      areFinite =
        kernels.measure(start(tile), tile.count, tile.count, &high, &low, &sums) != 0 && areFinite
    }
    return areFinite
  }

  /// - Returns: whether every weight is finite.
  private func count(
    _ stretches: Stretches, _ counters: inout [SchemeCounter], _ kernels: KernelTable.Kernels,
    _ start: (Range<Int>) -> UnsafePointer<Float>, _ sums: inout qk_weight_sums
  ) -> Bool {
    var extents = KernelExtents(largestGroupCount: stretches.largestGroupCount)
    var areFinite = true
    for stretch in stretches {
      let weights = start(stretch.weights)
      areFinite = extents.measure(weights, stretch, kernels, &sums) && areFinite
      for index in counters.indices { counters[index].count(weights, stretch, extents, kernels) }
    }
    return areFinite
  }

  private func count(
    _ stretches: Stretches, _ counters: inout [SchemeCounter], _ kernels: KernelTable.Kernels,
    _ start: (Range<Int>) -> UnsafePointer<Float>
  ) {
    var extents = KernelExtents(largestGroupCount: stretches.largestGroupCount)
    for stretch in stretches {
      let weights = start(stretch.weights)
      extents.find(weights, stretch, kernels)
      for index in counters.indices { counters[index].count(weights, stretch, extents, kernels) }
    }
  }
}

/// One scheme's sums while the stretches pass by.
private struct SchemeCounter {
  private var scaler: GroupScaler
  private var grid: qk_grid
  private var counted = qk_error_sums()

  /// Valid as long as the pass keeps the quantizer.
  init(
    _ quantizer: Quantizer, _ calibration: TensorCalibration, _ kernels: KernelTable.Kernels,
    largestGroupCount: Int
  ) {
    scaler = GroupScaler(quantizer, calibration, kernels, largestGroupCount: largestGroupCount)
    grid = quantizer.grid.unowned(tensorScale: calibration.tensorScale)
  }

  mutating func count(
    _ weights: UnsafePointer<Float>, _ stretch: Stretches.Element, _ extents: KernelExtents,
    _ kernels: KernelTable.Kernels
  ) {
    scaler.scale(weights, stretch, extents)
    kernels.errors(
      &grid, scaler.groups, weights, stretch.weights.count, stretch.groupSize, &counted)
  }

  mutating func squaredError(
    _ weights: UnsafePointer<Float>, _ stretch: Stretches.Element, _ extents: KernelExtents,
    _ kernels: KernelTable.Kernels
  ) -> Double {
    scaler.scale(weights, stretch, extents)
    return kernels.squaredError(
      &grid, scaler.groups, weights, stretch.weights.count, stretch.groupSize)
  }

  func sums(_ weights: WeightSums) -> ErrorSums {
    var sums = ErrorSums(counted, weights)
    sums.clampedScaleCount = scaler.clampedCount
    return sums
  }
}

extension ErrorSums {
  /// With the tensor's only scales, where their format forced them.
  fileprivate func adding(_ calibration: TensorCalibration) -> ErrorSums {
    var sums = self
    sums.clampedScaleCount += calibration.onlyGroup?.clampedCount ?? 0
    return sums
  }
}
