public import Analysis
import Checkpoints
public import Quantization
import WeightStatistics

/// Asks what one tensor of the model looks like and what schemes do to it.
public struct ScanRequest: Sendable, Hashable {
  public var tensor: String
  /// The scheme that is scanned for, then AFPQ and symmetric FP like it.
  public var schemes: [QuantizationScheme]
}

/// One line of the ranking of a model.
public struct TensorScan: Sendable, Hashable {
  public var statistics: TensorStatistics
  /// In the order of the request.
  public var results: [SchemeResult]

  func report(_ position: Int) -> SchemeErrorReport? { try? results[position].outcome.get() }

  /// SQNR under the scheme that was scanned for; `nil` where it is exact or does not apply.
  var decibels: Double? { report(0)?.metrics.signalToNoiseDecibels }

  /// How many dB AFPQ is better than symmetric FP.
  var gain: Double? {
    guard let one = report(1)?.metrics.signalToNoiseDecibels,
      let other = report(2)?.metrics.signalToNoiseDecibels
    else { return nil }
    return one - other
  }

  /// What is unusual, from the most serious on.
  var flags: [String] {
    let signs = statistics.signs
    var flags: [String] = []
    if signs.nanCount > 0 { flags.append("NaN") }
    if signs.infinityCount > 0 { flags.append("Inf") }
    if signs.finiteCount > 0, signs.minimum == signs.maximum {
      flags.append(signs.maximum == 0 ? "zero" : "constant")
    }
    if statistics.oneSignedGroupCount > 0 {
      flags.append("\(NumberText.count(statistics.oneSignedGroupCount)) one-signed")
    }
    return flags
  }
}

/// The scan of the whole model: what is known of every tensor, kept for every scheme.
struct ModelScan: Sendable, Equatable {
  typealias Finding = Result<TensorScan, AnalysisError>

  /// Whether the scan is to go on.
  private(set) var isRunning = false
  /// The tensors that take part, those that a quantization of the model would quantize; `nil` until
  /// the scan is first wanted, since finding them looks at every name.
  private(set) var tensors: [Int]?
  private var parts: [QuantizationScheme: Part] = [:]

  /// The scan under one scheme.
  ///
  /// Findings are kept in chunks, since whoever compares a state with the one before holds two of
  /// them: what is copied then is one chunk, not what is known of tens of thousands of tensors.
  private struct Part: Sendable, Equatable {
    private static let chunkSize = 128
    private var chunks: [[Finding]] = []
    /// The values of all columns, tensor by tensor, NaN where there is none: another column ranks
    /// hundreds of thousands of tensors within a frame, and a finding is too large for that.
    private var values: [[Double]] = []
    /// Tensors are scanned in their order: those before this position are known.
    private(set) var count = 0

    subscript(position: Int) -> Finding {
      chunks[position / Self.chunkSize][position % Self.chunkSize]
    }

    func value(_ column: LayerColumn, at position: Int) -> Double? {
      let row = (position % Self.chunkSize) * LayerColumn.allCases.count
      let value = values[position / Self.chunkSize][row + column.rawValue]
      return value.isNaN ? nil : value
    }

    mutating func append(_ finding: Finding) {
      if count.isMultiple(of: Self.chunkSize) {
        chunks.append([])
        values.append([])
      }
      chunks[count / Self.chunkSize].append(finding)
      let scan = try? finding.get()
      for column in LayerColumn.allCases {
        values[count / Self.chunkSize].append(scan.flatMap(column.value) ?? .nan)
      }
      count += 1
    }
  }

  mutating func start(_ model: Model) {
    isRunning = true
    guard tensors == nil else { return }
    tensors = model.tensors.indices.filter {
      TensorSelection().omission(of: model.tensors[$0]) == nil
    }
  }

  mutating func stop() { isRunning = false }

  /// Number of tensors that are known.
  func count(_ scheme: QuantizationScheme) -> Int { parts[scheme]?.count ?? 0 }

  /// The first tensor that is not known; `nil` where all are.
  func next(_ scheme: QuantizationScheme) -> Int? {
    let count = count(scheme)
    guard let tensors, tensors.indices.contains(count) else { return nil }
    return tensors[count]
  }

  /// Where a tensor stands in the scan; `nil` where it takes no part.
  func position(of tensor: Int) -> Int? {
    guard let tensors else { return nil }
    let position = tensors.partitioningIndex { $0 >= tensor }
    return tensors.indices.contains(position) && tensors[position] == tensor ? position : nil
  }

  subscript(tensor: Int, scheme: QuantizationScheme) -> Finding? {
    guard let part = parts[scheme], let position = position(of: tensor), position < part.count
    else { return nil }
    return part[position]
  }

  /// Keeps what was found of the first tensor that was not known.
  mutating func keep(_ finding: Finding, _ scheme: QuantizationScheme) {
    guard next(scheme) != nil else { return }
    parts[scheme, default: Part()].append(finding)
  }

  /// What is known under a column from a position of the scan on.
  func values(
    _ column: LayerColumn, _ scheme: QuantizationScheme, from start: Int = 0
  ) -> [(tensor: Int, value: Double?)] {
    guard let part = parts[scheme], let tensors, start < part.count else { return [] }
    return (start..<part.count).map { (tensors[$0], part.value(column, at: $0)) }
  }
}

extension AppState {
  var hasScanStarted: Bool { scan.tensors != nil }

  /// The next question of the scan; `nil` when it is finished or stopped, and while what is on the
  /// screen is being computed: that comes first.
  var wantedScan: ScanRequest? {
    guard scan.isRunning else { return nil }
    let schemes = [scheme] + [rival].compactMap(\.self)
    for scheme in schemes {
      guard let next = scan.next(scheme) else { continue }
      let request = ScanRequest(
        tensor: model.tensors[next].name, schemes: [scheme] + Self.gainSchemes(like: scheme))
      return isBusy && scanSlot.request != request ? nil : request
    }
    return nil
  }

  private var isBusy: Bool { JobKind.allCases.contains { $0 != .scan && isPending($0) } }

  /// AFPQ and symmetric FP, as the heatmap compares them.
  private static func gainSchemes(like scheme: QuantizationScheme) -> [QuantizationScheme] {
    guard case .gain(let one, over: let other) = HeatmapKind.twoScaleGain.measure(for: scheme)
    else { return [] }
    return [one, other]
  }

  /// A checkpoint of moderate size is scanned by itself, after the first look at a tensor.
  mutating func startScanByItself() {
    guard scansByItself, !hasScanStarted, tensorSlot.report.value != nil, !isBusy else { return }
    scan.start(model)
  }
}
