import CQuantKernels

extension Quantizer {
  /// The matrix as the kernels go through it.
  func stretches(_ layout: GroupLayout) -> Stretches {
    Stretches(layout, keepsRows: scheme.scaleConstraint.looksAtRows)
  }

  /// The errors of rows that were quantized to `groups`; the same sums.
  func errors(
    of weights: Span<Float>, _ layout: GroupLayout, _ groups: [GroupParameters],
    tensorScale: Float, _ weightSums: WeightSums, _ kernels: KernelTable.Kernels
  ) -> ErrorSums {
    let groups = groups.map(qk_group.init)
    var counted = qk_error_sums()
    weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return }
      groups.withUnsafeBufferPointer { groups in
        guard let firstGroup = groups.baseAddress else { return }
        grid.withGrid(tensorScale: tensorScale) { grid in
          for stretch in stretches(layout) {
            kernels.errors(
              grid, firstGroup + stretch.firstGroup, QK_ELEMENT_F32,
              first + stretch.weights.lowerBound, stretch.weights.count, stretch.groupSize,
              &counted)
          }
        }
      }
    }
    return ErrorSums(counted, weightSums)
  }

  /// The codes and stored parameters of rows, by kernels.
  func codes(
    of weights: Span<Float>, _ layout: GroupLayout, _ calibration: TensorCalibration,
    _ kernels: KernelTable.Kernels
  ) -> CodedRows {
    let stretches = stretches(layout)
    var extents = KernelExtents(largestGroupCount: stretches.largestGroupCount)
    var scaler = GroupScaler(
      self, calibration, kernels, largestGroupCount: stretches.largestGroupCount)
    var coded = CodedRows()
    var sums = qk_weight_sums()
    if calibration.onlyGroup == nil { coded.groups.reserveCapacity(layout.groupCount) }
    coded.codes = [UInt8](unsafeUninitializedCapacity: weights.count) { buffer, initialized in
      weights.withUnsafeBufferPointer { weights in
        guard let first = weights.baseAddress, let destination = buffer.baseAddress else { return }
        withExtendedLifetime(self) {
          var grid = grid.unowned(tensorScale: calibration.tensorScale)
          for stretch in stretches {
            let start = stretch.weights.lowerBound
            let weights = KernelWeights(first + start)
            coded.areFinite = extents.measure(weights, stretch, kernels, &sums)
            guard coded.areFinite else { return }
            scaler.scale(weights, stretch, extents)
            if calibration.onlyGroup == nil {
              coded.groups += scaler.groups.prefix(stretch.groupCount)
                .lazy.map(GroupParameters.init)
            }
            grid.lieWithinCells(scaler.isWithinCells)
            kernels.encode(
              &grid, scaler.groups, weights.element, weights.start, stretch.weights.count,
              stretch.groupSize, destination + start)
          }
        }
      }
      initialized = coded.areFinite ? weights.count : 0
    }
    coded.clampedScaleCount = scaler.clampedCount
    return coded
  }
}

extension ScaleConstraint {
  /// Whether a scale depends on the other groups of its row.
  var looksAtRows: Bool {
    switch self {
    case .none, .m1: false
    case .m2, .m2Literal: true
    }
  }
}
