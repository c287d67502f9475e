import CQuantKernels

/// The stored parameters of the groups of some rows.
struct GroupRun {
  let layout: GroupLayout
  let groups: ArraySlice<GroupParameters>
  let tensorScale: Float

  /// The parameters of the group at `index`, tensor scale included.
  func effective(_ index: Int) -> GroupParameters {
    groups[groups.startIndex + index].multiplied(by: tensorScale)
  }
}

extension Quantizer {
  /// Restores the weights of rows.
  ///
  /// - Parameter streams: whether the weights go past the caches; `qk_settle_streams` comes last then.
  /// - Precondition: every code stands for a value, and `target` has room for them.
  func restore(
    _ codes: Span<UInt8>, _ run: GroupRun, to target: UnsafeMutableBufferPointer<Float>,
    streams: Bool
  ) {
    precondition(codes.count == run.layout.shape.count && target.count >= codes.count)
    guard let kernels = kernels.kernels else {
      for stretch in Stretches(run.layout, keepsRows: false) {
        for index in stretch.weights {
          let group = (index - stretch.weights.lowerBound) / stretch.groupSize
          target[index] = codec.decode(codes[index], run.effective(stretch.firstGroup + group))
        }
      }
      return
    }
    let groups = run.groups.map(qk_group.init)
    codes.withUnsafeBufferPointer { codes in
      groups.withUnsafeBufferPointer { groups in
        guard let first = codes.baseAddress, let firstGroup = groups.baseAddress,
          let target = target.baseAddress
        else { return }
        grid.withGrid(tensorScale: run.tensorScale) { grid in
          for stretch in Stretches(run.layout, keepsRows: false) {
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
