import Checkpoints
import Quantization

/// The times of all cases, round by round.
struct BenchmarkTimes {
  private let cases: [BenchmarkCase]
  private var seconds: [[Double]]

  init(_ cases: [BenchmarkCase]) {
    self.cases = cases
    seconds = cases.map { _ in [] }
  }

  mutating func add(_ time: Duration, to index: Int) {
    // A clock has ticks, and what takes none of them still took some time.
    seconds[index].append(max(time / .seconds(1), 1e-9))
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// How fast the memory is, for each number of threads: in the best of its rounds, since it is a
  /// limit, and whatever else the machine does can only lower it.
  var memory: [BenchmarkReport.MemorySpeed] {
    let threads = cases.filter { $0.subject == .read }.map(\.threads)
    return threads.map { threads in
      BenchmarkReport.MemorySpeed(
        threads: threads, read: bytesPerSecond(.read, threads: threads),
        copy: bytesPerSecond(.copy, threads: threads))
    }
  }

  private func bytesPerSecond(_ subject: BenchmarkCase.Subject, threads: Int) -> Double {
    guard let index = index(of: subject, threads: threads) else { return 0 }
    return Double(cases[index].byteCount) / (seconds[index].min() ?? .infinity)
  }

  /// The speed of every loop, in the order of the loops, few threads first.
  func loops(against memory: [BenchmarkReport.MemorySpeed]) -> [BenchmarkReport.LoopSpeed] {
    BenchmarkLoop.allCases.flatMap { loop in
      let indices = cases.indices.filter { cases[$0].subject == .loop(loop) }
      let kinds = indices.map { Kind(cases[$0]) }
      return indices.sorted { left, right in
        (kinds.firstIndex(of: Kind(cases[left])) ?? 0, cases[left].threads)
          < (kinds.firstIndex(of: Kind(cases[right])) ?? 0, cases[right].threads)
      }.map { speed(loop, of: $0, against: memory) }
    }
  }

  /// What differs between the cases of a loop besides their threads.
  private struct Kind: Hashable {
    let scheme: QuantizationScheme?
    let dataType: DataType

    init(_ entry: BenchmarkCase) {
      scheme = entry.scheme
      dataType = entry.dataType
    }
  }

  private func speed(
    _ loop: BenchmarkLoop, of index: Int, against memory: [BenchmarkReport.MemorySpeed]
  ) -> BenchmarkReport.LoopSpeed {
    let entry = cases[index]
    let time = median(seconds[index])
    let bytes = Double(entry.byteCount) / time
    let read = memory.first { $0.threads == entry.threads }?.read
    return BenchmarkReport.LoopSpeed(
      loop: loop, scheme: entry.scheme, dataType: entry.dataType, threads: entry.threads,
      weightsPerSecond: Double(entry.count) / time, bytesPerSecond: bytes,
      shareOfReadBandwidth: read.map { bytes / $0 })
  }

  /// - Parameter scheme: the one that is benchmarked.
  func ratios(of scheme: QuantizationScheme, threads: Int) -> BenchmarkReport.Ratios {
    func index(_ loop: BenchmarkLoop, _ scheme: QuantizationScheme? = nil) -> Int? {
      self.index(of: .loop(loop), scheme, threads: threads)
    }
    let float16 = index(.productF16)
    let one = scheme.with(.symmetric).flatMap { index(.productPackedF32, $0) }
    let two = scheme.with(.twoScale).flatMap { index(.productPackedF32, $0) }
    return BenchmarkReport.Ratios(
      twoScaleOverOne: ratio(two, over: one),
      fusedF32OverF16: ratio(float16, over: index(.productPackedF32, scheme)),
      fusedI8OverF16: ratio(float16, over: index(.productPackedI8, scheme)),
      nineSchemesOverOne: ratio(
        self.index(of: .nineSchemes, threads: threads),
        over: self.index(of: .oneScheme, threads: threads)))
  }

  /// Encoding with every other scheme against encoding with `scheme`.
  func grids(
    against scheme: QuantizationScheme, threads: Int
  ) -> [BenchmarkReport.GridTime] {
    let base = index(of: .loop(.encodeError), scheme, threads: threads)
    let others = cases.filter {
      $0.subject == .loop(.encodeError) && $0.threads == threads && $0.scheme != scheme
    }
    return others.compactMap(\.scheme).compactMap { other in
      ratio(index(of: .loop(.encodeError), other, threads: threads), over: base).map {
        BenchmarkReport.GridTime(scheme: other, overScheme: $0)
      }
    }
  }

  /// The median of the ratios of the rounds; `nil` where a case was left out.
  private func ratio(_ left: Int?, over right: Int?) -> Double? {
    guard let left, let right else { return nil }
    return median(zip(seconds[left], seconds[right]).map { $0 / $1 })
  }

  private func index(
    of subject: BenchmarkCase.Subject, _ scheme: QuantizationScheme? = nil, threads: Int
  ) -> Int? {
    cases.firstIndex {
      $0.subject == subject && $0.scheme == scheme && $0.threads == threads
    }
  }
}
