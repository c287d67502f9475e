import CQuantKernels

/// The loops over the groups of one row, plain or by a kernel.
struct RowLoops: Sendable {
  let table: KernelTable
  let grid: KernelGrid
  private let codec: GroupCodec

  init(_ codec: GroupCodec, _ table: KernelTable) {
    self.codec = codec
    self.table = table
    grid = KernelGrid(codec)
  }

  /// Adds the errors of a row.
  ///
  /// - Parameter groups: one for each group of the row, tensor scale included.
  func addErrors(
    of row: Span<Float>, _ groups: [GroupParameters], _ layout: GroupLayout,
    to sums: inout ErrorSums
  ) {
    guard let kernels = table.kernels else {
      for (index, parameters) in groups.enumerated() {
        let columns = layout.columns(ofGroup: index)
        sums.add(row.extracting(columns), parameters, codec)
      }
      return
    }
    var counted = qk_error_sums()
    let groups = groups.map(qk_group.init)
    let groupSize = layout.groupSize
    row.withUnsafeBufferPointer { row in
      guard let first = row.baseAddress else { return }
      grid.withGrid { kernels.errors($0, groups, first, row.count, groupSize, &counted) }
    }
    sums.add(counted, count: row.count)
  }

  /// Appends the codes of a row.
  ///
  /// - Parameter groups: one for each group of the row, tensor scale included.
  func appendCodes(
    of row: Span<Float>, _ groups: [GroupParameters], _ layout: GroupLayout,
    to codes: inout [UInt8]
  ) {
    guard let kernels = table.kernels else {
      for (index, parameters) in groups.enumerated() {
        for column in layout.columns(ofGroup: index) {
          codes.append(codec.encode(row[column], parameters))
        }
      }
      return
    }
    let groups = groups.map(qk_group.init)
    let groupSize = layout.groupSize
    codes += [UInt8](unsafeUninitializedCapacity: row.count) { buffer, initialized in
      row.withUnsafeBufferPointer { row in
        guard let first = row.baseAddress, let destination = buffer.baseAddress else { return }
        grid.withGrid {
          kernels.encode($0, groups, first, row.count, groupSize, destination)
        }
      }
      initialized = row.count
    }
  }
}

extension ErrorSums {
  /// The definition: one weight after the other.
  fileprivate mutating func add(
    _ weights: Span<Float>, _ parameters: GroupParameters, _ codec: GroupCodec
  ) {
    count += weights.count
    for index in weights.indices {
      let weight = weights[index]
      let restored = codec.decode(codec.encode(weight, parameters), parameters)
      let (w, r) = (Double(weight), Double(restored))
      let error = r - w
      squaredError += error * error
      squaredWeight += w * w
      squaredRestored += r * r
      product += w * r
      errorSum += error
      maximumAbsoluteError = max(maximumAbsoluteError, error.magnitude)
      if weight != 0, restored == 0 { zeroedCount += 1 }
    }
  }

  fileprivate mutating func add(_ sums: qk_error_sums, count: Int) {
    self.count += count
    squaredError += sums.squared_error
    squaredWeight += sums.squared_weight
    squaredRestored += sums.squared_restored
    product += sums.product
    errorSum += sums.error_sum
    maximumAbsoluteError = max(maximumAbsoluteError, sums.maximum_absolute_error)
    zeroedCount += Int(sums.zeroed_count)
  }
}
