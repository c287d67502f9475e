public import Quantization

/// Times every loop on a matrix of random weights, against the bandwidth of the memory.
///
/// All cases run once in turn, as often as there are rounds, so that what else the machine does
/// meets them alike. Each warms up before its time is taken: right after another kind of work a
/// processor is slower for some milliseconds, by up to a tenth. Then the caches are emptied of what
/// it reads, because a model's layers do not fit into them either. Speeds are medians over the
/// rounds, and ratios medians over the ratios of each round.
public struct Benchmark: Sendable {
  let shape: MatrixShape
  let scheme: QuantizationScheme
  let threads: Int
  let rounds: Int

  /// What is compared in one pass, with the groups of the scheme that is benchmarked.
  public static let nineSchemes = [
    "int4", "int4-sym", "fp4", "afpq4", "fp4-e3m0", "afpq4-e3m0", "nf4", "afpq-nf4", "fp4-zp",
  ]

  /// Encoded beside the scheme, in its groups: other grids of few values, then some of five to eight
  /// bits, of which the last two break ties in other ways.
  public static let otherGrids = [
    "afpq4-e3m0", "afpq-nf4", "int4", "afpq3", "int5", "afpq6", "int7", "afpq8", "afpq5-e4m0",
    "afpq8:ties-lower",
  ]

  /// The most weights that a benchmark makes: they take some 14 bytes each.
  public static let maximumCount = 1 << 30

  /// - Parameters:
  ///   - threads: timed beside one thread.
  ///   - rounds: odd, so that the median is one of them.
  /// - Precondition: 1 to `maximumCount` weights.
  public init(
    shape: MatrixShape, scheme: QuantizationScheme, threads: Int = processorCount, rounds: Int = 7
  ) {
    precondition(shape.count > 0 && shape.count <= Self.maximumCount)
    self.shape = shape
    self.scheme = scheme
    self.threads = max(threads, 1)
    self.rounds = max(rounds, 1)
  }

  private static let warmUp = Duration.milliseconds(10)

  /// Runs everything.
  ///
  /// - Parameter progress: called with what is timed next, and the finished fraction.
  /// - Throws: `AnalysisError.cancelled`, at the latest after the case that runs, and
  ///   `AnalysisError.quantization` where the scheme contradicts itself.
  @concurrent
  public func run(
    progress: @Sendable (String, Double) -> Void = { _, _ in }
  ) async throws(AnalysisError) -> BenchmarkReport {
    progress("making weights", 0)
    let input = try BenchmarkInput(shape: shape, scheme: scheme)
    let memory = BenchmarkMemory(input, threads: threads)
    let cases = try input.cases(threads: threads, memory: memory)
    var times = BenchmarkTimes(cases)
    let clock = ContinuousClock()
    for round in 0..<rounds {
      for (index, entry) in cases.enumerated() {
        if Task.isCancelled { throw .cancelled }
        let done = Double(round * cases.count + index) / Double(rounds * cases.count)
        progress(entry.subject.name, done)
        let warmingStart = clock.now
        repeat { try await entry.body() } while clock.now - warmingStart < Self.warmUp
        try await memory.emptyCaches()
        let start = clock.now
        try await entry.body()
        times.add(clock.now - start, to: index)
      }
    }
    return report(times)
  }

  private func report(_ times: BenchmarkTimes) -> BenchmarkReport {
    let memory = times.memory
    return BenchmarkReport(
      shape: shape, scheme: scheme, threads: threads, kernels: KernelTable.best.name,
      productKernels: ProductKernels.best.name, memory: memory,
      rows: times.loops(against: memory), ratios: times.ratios(of: scheme, threads: threads),
      grids: times.grids(against: scheme, threads: threads))
  }
}
