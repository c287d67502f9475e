import CQuantKernels

extension Quantizer {
  /// Restores the weights of rows.
  ///
  /// - Parameters:
  ///   - groups: the stored parameters of the rows' groups.
  ///   - streams: whether the weights go past the caches; `qk_settle_streams` comes last then.
  /// - Precondition: every code stands for a value, and `target` has room for them.
  func restore(
    _ codes: Span<UInt8>, _ layout: GroupLayout, _ groups: Span<qk_group>, tensorScale: Float,
    to target: UnsafeMutableBufferPointer<Float>, streams: Bool
  ) {
    precondition(codes.count == layout.shape.count && target.count >= codes.count)
    precondition(groups.count >= layout.groupCount)
    guard let kernels = kernels.kernels else {
      for stretch in Stretches(layout, keepsRows: false) {
        for index in stretch.weights {
          let group = (index - stretch.weights.lowerBound) / stretch.groupSize
          let parameters = GroupParameters(groups[stretch.firstGroup + group])
          target[index] = codec.decode(codes[index], parameters.multiplied(by: tensorScale))
        }
      }
      return
    }
    codes.withUnsafeBufferPointer { codes in
      groups.withUnsafeBufferPointer { groups in
        guard let first = codes.baseAddress, let firstGroup = groups.baseAddress,
          let target = target.baseAddress
        else { return }
        grid.withGrid(tensorScale: tensorScale) { grid in
          for stretch in Stretches(layout, keepsRows: false) {
            let start = stretch.weights.lowerBound
            kernels.restore(
              grid, firstGroup + stretch.firstGroup, first + start, stretch.weights.count,
              stretch.groupSize, target + start, streams ? 1 : 0)
          }
        }
      }
    }
  }
}
