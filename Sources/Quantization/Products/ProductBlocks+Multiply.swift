import CQuantKernels

extension ProductBlocks {
  func multiply(
    _ vector: ProductVector, rows: Range<Int>, into products: inout MutableSpan<Float>,
    _ kernels: ProductKernels.Kernels
  ) {
    guard !rows.isEmpty else { return }
    products.withUnsafeMutableBufferPointer { products in
      guard let products = products.baseAddress else { return }
      run(vector, rows: rows, into: products, kernels)
      for (index, row) in rows.enumerated() {
        products[index] = products[index] * tensorScale + shift(of: row, vector, kernels)
      }
    }
  }

  /// What zero points or offsets add to a product.
  private func shift(
    of row: Int, _ vector: ProductVector, _ kernels: ProductKernels.Kernels
  ) -> Float {
    guard !shifts.isEmpty else { return 0 }
    return shifts.withUnsafeBufferPointer { shifts in
      shifts.baseAddress.map {
        kernels.dot($0 + row * slotsPerRow, vector.sums, slotsPerRow)
      } ?? 0
    }
  }

  /// The products without shifts and tensor scale.
  private func run(
    _ vector: ProductVector, rows range: Range<Int>, into products: UnsafeMutablePointer<Float>,
    _ kernels: ProductKernels.Kernels
  ) {
    var workspace = [Float](repeating: 0, count: 2 * Int(QK_ROWS) * slotsPerRow)
    withRows { rows in
      switch vector.format {
      case .float32:
        vector.entries.withUnsafeBytes { entries in
          guard let entries = entries.assumingMemoryBound(to: Float.self).baseAddress
          else { return }
          withUnsafePointer(to: values) {
            kernels.packedF32(
              rows, $0, range.lowerBound, range.count, entries, &workspace, products)
          }
        }
      case .int8:
        guard let steps else { return }
        let scales = vector.scales.map { $0 * steps.size }
        vector.bytes.withUnsafeBytes { bytes in
          guard let bytes = bytes.assumingMemoryBound(to: Int8.self).baseAddress else { return }
          withUnsafePointer(to: steps.table) {
            kernels.packedI8(
              rows, $0, range.lowerBound, range.count, bytes, scales, &workspace, products)
          }
        }
      }
    }
  }

  /// Calls `body` with the matrix, which is valid until it returns.
  private func withRows(_ body: (UnsafePointer<qk_packed_rows>) -> Void) {
    codes.withUnsafeBytes { codes in
      positiveScales.withUnsafeBytes { positive in
        negativeScales.withUnsafeBytes { negative in
          guard let codes = codes.assumingMemoryBound(to: UInt8.self).baseAddress,
            let positive = positive.baseAddress
          else { return }
          var rows = qk_packed_rows(
            bits: Int32(bitWidth), slots_per_block: Int32(slotsPerBlock),
            blocks_per_row: blocksPerRow, codes: codes, scale_format: scaleFormat,
            positive_scales: positive,
            negative_scales: negativeScales.isEmpty ? positive : negative.baseAddress ?? positive)
          body(&rows)
        }
      }
    }
  }
}
