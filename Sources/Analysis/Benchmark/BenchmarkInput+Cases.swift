import Checkpoints
import NumericFormats
import Quantization

/// What is timed, through the entry points that the commands and the screens use.
extension BenchmarkInput {
  /// Both sides of a ratio stand next to each other.
  ///
  /// - Throws: `AnalysisError.quantization` where the scheme does not apply to the weights.
  func cases(
    threads: Int, memory: BenchmarkMemory
  ) throws(AnalysisError) -> [BenchmarkCase] {
    let products = try BenchmarkProducts(self)
    let shares = try memory.rowsOfTargets.map { rows throws(AnalysisError) in
      rows.isEmpty ? nil : try packed(rows, .f32)
    }
    let dataTypes = [DataType.f32, .bf16]
    var cases: [BenchmarkCase] = []
    for threads in threads == 1 ? [1] : [1, threads] {
      cases += memory.cases(threads)
      cases += dataTypes.map { extents($0, threads) }
      cases.append(comparison(.oneScheme, [scheme], threads))
      cases.append(comparison(.nineSchemes, schemes(named: Benchmark.nineSchemes), threads))
      cases += dataTypes.map { encodeError(quantizer, $0, threads) }
      cases += dataTypes.map { encodePack($0, threads) }
      cases.append(dequantize(shares, to: memory, threads))
      cases += dataTypes.map { clippingSearch($0, threads) }
      cases += dataTypes.map { scanMoments($0, threads) }
      cases += dataTypes.map { scanFull($0, threads) }
      cases += products.cases(threads)
    }
    let grids = schemes(named: Benchmark.otherGrids).filter { $0 != scheme }
    return cases + grids.compactMap { try? Quantizer($0) }.map { encodeError($0, .f32, threads) }
  }

  /// - Parameter extraBytes: what is written besides the weights that are read.
  private func whole(
    _ loop: BenchmarkLoop, _ dataType: DataType, _ threads: Int,
    scheme: QuantizationScheme? = nil, extraBytes: Int = 0,
    _ body: @escaping @Sendable () async throws(AnalysisError) -> Void
  ) -> BenchmarkCase {
    BenchmarkCase(
      subject: .loop(loop), scheme: scheme, dataType: dataType, threads: threads,
      count: shape.count, byteCount: shape.count * dataType.bitWidth / 8 + extraBytes, body: body)
  }

  // MARK: Quantization

  private func extents(_ dataType: DataType, _ threads: Int) -> BenchmarkCase {
    let size = GroupLayout(shape, scheme.granularity).groupSize
    let analyzer = TensorAnalyzer(checkpoint: checkpoint)
    let tensor = checkpoint.whole(dataType)
    let plan = analyzer.surveyPlan(of: tensor)
    return whole(.extents, dataType, threads) { [self] () throws(AnalysisError) in
      try await inChunks(of: plan, threads: threads) { rows throws(AnalysisError) in
        try analyzer.withStoredRows(rows, of: tensor) { bytes, element in
          // Rows that their groups fill are as good as one.
          let isOne = shape.columns.isMultiple(of: size)
          let length = isOne ? bytes.byteCount : shape.columns * element.byteCount
          for start in stride(from: 0, to: bytes.byteCount, by: length) {
            let part = bytes.extracting(start..<start + length)
            _ = GroupExtents.ofGroups(in: part, as: element, size: size)
          }
        }
      }
    }
  }

  /// Schemes in the groups of the one that is benchmarked.
  private func schemes(named names: [String]) -> [QuantizationScheme] {
    names.compactMap { name in
      var named = try? QuantizationScheme(parsing: name)
      named?.granularity = scheme.granularity
      return named
    }
  }

  private func encodeError(
    _ quantizer: Quantizer, _ dataType: DataType, _ threads: Int
  ) -> BenchmarkCase {
    // None of the other grids asks anything of the whole tensor.
    let calibration = quantizer.scheme == scheme ? calibration : .none
    let tensor = checkpoint.whole(dataType)
    let analyzer = TensorAnalyzer(checkpoint: checkpoint)
    let plan = analyzer.plan(of: tensor)
    return whole(.encodeError, dataType, threads, scheme: quantizer.scheme) {
      [self] () throws(AnalysisError) in
      try await inChunks(of: plan, threads: threads) { rows throws(AnalysisError) in
        let pass = ErrorPass(
          [(quantizer, calibration)], shape: MatrixShape(rows: rows.count, columns: shape.columns))
        _ = try analyzer.withStoredRows(rows, of: tensor) {
          pass.squaredErrors(of: $0, as: $1)
        }
      }
    }
  }

  private func comparison(
    _ subject: BenchmarkCase.Subject, _ schemes: [QuantizationScheme], _ threads: Int
  ) -> BenchmarkCase {
    BenchmarkCase(
      subject: subject, threads: threads, count: shape.count, byteCount: 4 * shape.count
    ) { [self] () throws(AnalysisError) in
      _ = try await TensorAnalyzer(checkpoint: checkpoint, threads: threads)
        .compare(schemes, on: checkpoint.whole(.f32).name)
    }
  }

  private func encodePack(_ dataType: DataType, _ threads: Int) -> BenchmarkCase {
    let written = scheme.storedByteCount(for: shape)
    let plan = TensorAnalyzer(checkpoint: checkpoint).plan(of: checkpoint.whole(dataType))
    return whole(.encodePack, dataType, threads, scheme: scheme, extraBytes: written) {
      [self] () throws(AnalysisError) in
      try await inChunks(of: plan, threads: threads) { rows throws(AnalysisError) in
        _ = try packed(rows, dataType)
      }
    }
  }

  private func packed(
    _ rows: Range<Int>, _ dataType: DataType
  ) throws(AnalysisError) -> PackedTensor {
    let part = MatrixShape(rows: rows.count, columns: shape.columns)
    let analyzer = TensorAnalyzer(checkpoint: checkpoint)
    let packed = try analyzer.withStoredRows(rows, of: checkpoint.whole(dataType)) {
      bytes, element in
      Result { () throws(QuantizationError) in
        try quantizer.pack(bytes, as: element, shape: part, calibration: calibration)
      }
    }
    return try packed.mapError {
      AnalysisError.quantization(tensor: BenchmarkCheckpoint.modelName, $0)
    }.get()
  }

  /// Restores all weights to memory of their size, so that they leave the caches as those of a
  /// large tensor do.
  ///
  /// - Parameter shares: the weights of each target; `nil` where it has no rows.
  private func dequantize(
    _ shares: [PackedTensor?], to memory: BenchmarkMemory, _ threads: Int
  ) -> BenchmarkCase {
    let read = shares.reduce(0) { $0 + ($1?.byteCount ?? 0) }
    return whole(.dequantize, .f32, threads, scheme: scheme, extraBytes: read) {
      () throws(AnalysisError) in
      try await memory.forEachTarget(threads: threads) {
        index, target, rows throws(AnalysisError) in
        guard let packed = shares[index] else { return }
        do throws(QuantizationError) {
          let reader = try PackedReader(packed)
          try target.write { (weights) throws(QuantizationError) in
            var weights = weights.mutableSpan
            try reader.restore(rows: 0..<rows.count, into: &weights)
          }
        } catch {
          throw .quantization(tensor: BenchmarkCheckpoint.modelName, error)
        }
      }
    }
  }

  private func clippingSearch(_ dataType: DataType, _ threads: Int) -> BenchmarkCase {
    let sample = checkpoint.sample(dataType)
    var searched = scheme
    searched.clipping = .leastSquares
    return BenchmarkCase(
      subject: .loop(.clippingSearch), scheme: searched, dataType: dataType, threads: threads,
      count: sample.count, byteCount: sample.byteCount
    ) { [self, searched] () throws(AnalysisError) in
      _ = try await TensorAnalyzer(checkpoint: checkpoint, threads: threads)
        .compare([searched], on: sample.name)
    }
  }

  // MARK: Statistics

  private func scanMoments(_ dataType: DataType, _ threads: Int) -> BenchmarkCase {
    whole(.scanMoments, dataType, threads) { [self] () throws(AnalysisError) in
      _ = try await TensorAnalyzer(checkpoint: checkpoint, threads: threads)
        .statistics(of: checkpoint.whole(dataType).name, groups: scheme.granularity)
    }
  }

  private func scanFull(_ dataType: DataType, _ threads: Int) -> BenchmarkCase {
    let name = checkpoint.whole(dataType).name
    let request = DistributionRequest(tensor: name, extent: .tensor, binCount: 256)
    return whole(.scanFull, dataType, threads) { [self] () throws(AnalysisError) in
      let analyzer = TensorAnalyzer(checkpoint: checkpoint, threads: threads)
      _ = try await analyzer.statistics(of: name, groups: scheme.granularity)
      _ = try await analyzer.distribution(request)
    }
  }
}
