public import Analysis
import Checkpoints
public import Quantization
import WeightStatistics

/// Asks what one tensor of the model looks like and what schemes do to it.
public struct ScanRequest: Sendable, Hashable {
  public var tensor: String
  /// The current scheme, AFPQ and symmetric FP like it.
  public var schemes: [QuantizationScheme]
}

/// One line of the ranking of a model.
public struct TensorScan: Sendable, Hashable {
  public var statistics: TensorStatistics
  /// In the order of the request.
  public var results: [SchemeResult]

  func report(_ position: Int) -> SchemeErrorReport? { try? results[position].outcome.get() }

  /// SQNR under the current scheme; `nil` where it is exact or does not apply.
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
  var isRunning = false
  private var results: [QuantizationScheme: [Int: Result<TensorScan, AnalysisError>]] = [:]

  subscript(tensor: Int, scheme: QuantizationScheme) -> Result<TensorScan, AnalysisError>? {
    get { results[scheme]?[tensor] }
    set { results[scheme, default: [:]][tensor] = newValue }
  }

  func count(_ scheme: QuantizationScheme) -> Int { results[scheme]?.count ?? 0 }
}

/// What the ranking can be sorted by, in the order of its columns.
enum LayerColumn: Sendable, Hashable, CaseIterable {
  case weights
  case deviations
  case kurtosis
  case asymmetry
  case outliers
  case signalToNoise
  case gain

  var title: String {
    switch self {
    case .weights: "weights"
    case .deviations: "max σ"
    case .kurtosis: "kurt"
    case .asymmetry: "asym"
    case .outliers: "> 6σ"
    case .signalToNoise: "SQNR dB"
    case .gain: "gain dB"
    }
  }

  func text(_ scan: TensorScan) -> String {
    let statistics = scan.statistics
    switch self {
    case .weights: return NumberText.shortCount(statistics.tensor.count)
    case .deviations: return NumberText.fixed(statistics.maximumDeviations, decimals: 1)
    case .kurtosis: return NumberText.fixed(statistics.moments.excessKurtosis, decimals: 2)
    case .asymmetry: return NumberText.fixed(statistics.asymmetry, decimals: 2)
    case .outliers: return NumberText.count(statistics.outlierCount)
    case .signalToNoise:
      return scan.report(0)?.metrics.squaredError == 0
        ? "exact" : NumberText.decibels(scan.decibels)
    case .gain: return NumberText.decibels(scan.gain)
    }
  }

  /// The higher the earlier; `nil` where there is no number.
  func rank(_ scan: TensorScan) -> Double? {
    let statistics = scan.statistics
    switch self {
    case .weights: return Double(statistics.tensor.count)
    case .deviations: return statistics.maximumDeviations
    case .kurtosis: return statistics.moments.excessKurtosis
    case .asymmetry: return statistics.asymmetry
    case .outliers: return Double(statistics.outlierCount)
    // The layer that breaks first comes first.
    case .signalToNoise: return scan.decibels.map { -$0 }
    case .gain: return scan.gain
    }
  }

  var next: LayerColumn {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

extension AppState {
  /// The tensors that take part: those that a quantization of the model would quantize.
  var scannedTensors: [Int] {
    model.tensors.indices.filter { TensorSelection().omission(of: model.tensors[$0]) == nil }
  }

  /// The tensors that are known under the current scheme, ranked by the sorting column.
  var rankedLayers: [Int] {
    let known = scannedTensors.filter { scan[$0, scheme] != nil }
    let ranks = known.map { (try? scan[$0, scheme]?.get()).flatMap(layerColumn.rank) }
    return known.indices.sorted { one, other in
      switch (ranks[one], ranks[other]) {
      case (let first?, let second?): (second, one) < (first, other)
      case (nil, nil): one < other
      case (let first, nil): first != nil
      case (nil, _): false
      }
    }.map { known[$0] }
  }

  /// The next question of the scan; `nil` when it is finished or stopped.
  var wantedScan: ScanRequest? {
    guard scan.isRunning, let next = scannedTensors.first(where: { scan[$0, scheme] == nil })
    else { return nil }
    var schemes = [scheme]
    if case .gain(let one, over: let other) = HeatmapKind.twoScaleGain.measure(for: scheme) {
      schemes += [one, other]
    }
    return ScanRequest(tensor: model.tensors[next].name, schemes: schemes)
  }
}
