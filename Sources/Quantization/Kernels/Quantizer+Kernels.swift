import CQuantKernels
import NumericFormats

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
              first + stretch.weights.lowerBound, stretch.weights.count, stretch.groupSize, nil,
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
    var scaler = GroupScaler(
      self, calibration, kernels, largestGroupCount: stretches.largestGroupCount)
    var coded = CodedRows()
    if calibration.onlyGroup == nil { coded.groups.reserveCapacity(layout.groupCount) }
    coded.codes = [UInt8](unsafeUninitializedCapacity: weights.count) { buffer, initialized in
      if let destination = buffer.baseAddress {
        let areFinite = StretchReader.reading(
          weights.bytes, as: .float32, largestCount: stretches.largestWeightCount, kernels
        ) { reader in
          var measurer = StretchMeasurer(stretches, reader, .all, kernels)
          encode(&measurer, &scaler, calibration, kernels, &coded.groups, to: destination)
          return measurer.areFinite
        }
        coded.areFinite = areFinite ?? true
      }
      initialized = coded.areFinite ? weights.count : 0
    }
    coded.clampedScaleCount = scaler.clampedCount
    return coded
  }

  private func encode(
    _ measurer: inout StretchMeasurer, _ scaler: inout GroupScaler,
    _ calibration: TensorCalibration, _ kernels: KernelTable.Kernels,
    _ groups: inout [GroupParameters], to codes: UnsafeMutablePointer<UInt8>
  ) {
    withExtendedLifetime(self) {
      var grid = grid.unowned(tensorScale: calibration.tensorScale)
      while let measured = measurer.next() {
        let (stretch, weights) = (measured.stretch, measured.weights)
        scaler.scale(measured, measurer.extents)
        if calibration.onlyGroup == nil {
          groups += scaler.groups.prefix(stretch.groupCount).lazy.map(GroupParameters.init)
        }
        grid.lieWithinCells(scaler.isWithinCells)
        measurer.measureNext(along: measured) { ahead in
          kernels.encode(
            &grid, scaler.groups, weights.element, weights.start, stretch.weights.count,
            stretch.groupSize, ahead, codes + stretch.weights.lowerBound)
        }
      }
    }
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
