import Analysis
import Checkpoints
import WeightStatistics

/// What tensors can be ranked by, in the order of the columns of the ranking.
enum LayerColumn: Int, Sendable, Hashable, CaseIterable {
  case weights
  case kurtosis
  case asymmetry
  case outliers
  case outlierChannels
  case deviations
  case signalToNoise
  case gain

  var title: String {
    switch self {
    case .weights: "weights"
    case .deviations: "max σ"
    case .kurtosis: "kurt"
    case .asymmetry: "asym"
    case .outliers: "> 6σ"
    case .outlierChannels: "chan"
    case .signalToNoise: "SQNR dB"
    case .gain: "gain dB"
    }
  }

  /// As a part of a sentence.
  var name: String {
    switch self {
    case .weights: "number of weights"
    case .deviations: "largest weight in standard deviations"
    case .kurtosis: "excess kurtosis"
    case .asymmetry: "median asymmetry of the groups"
    case .outliers: "weights beyond 6 standard deviations"
    case .outlierChannels: "outlier channels: columns three times as large as the tensor"
    case .signalToNoise: "SQNR, the lowest first"
    case .gain: "gain of AFPQ over symmetric FP"
    }
  }

  func text(_ scan: TensorScan) -> String {
    switch self {
    case .weights: return NumberText.shortCount(scan.statistics.tensor.count)
    case .deviations: return NumberText.fixed(value(scan), decimals: 1)
    case .kurtosis: return NumberText.fixed(value(scan), decimals: 2)
    case .asymmetry: return NumberText.fixed(value(scan), decimals: 3)
    case .outliers: return NumberText.count(scan.statistics.outlierCount)
    case .outlierChannels: return NumberText.count(scan.statistics.outlierChannelCount)
    case .signalToNoise:
      return scan.report(0)?.metrics.squaredError == 0 ? "exact" : NumberText.decibels(value(scan))
    case .gain: return NumberText.decibels(value(scan))
    }
  }

  func value(_ scan: TensorScan) -> Double? {
    let statistics = scan.statistics
    switch self {
    case .weights: return Double(statistics.tensor.count)
    case .deviations: return statistics.maximumDeviations
    case .kurtosis: return statistics.moments.excessKurtosis
    case .asymmetry: return statistics.asymmetry
    case .outliers: return Double(statistics.outlierCount)
    case .outlierChannels: return Double(statistics.outlierChannelCount)
    case .signalToNoise: return scan.decibels
    case .gain: return scan.gain
    }
  }

  /// The higher the earlier: the layer that breaks first comes first.
  func rank(_ value: Double) -> Double { self == .signalToNoise ? -value : value }

  /// What makes a group the worst one of its tensor in this respect.
  var groupKind: HeatmapKind {
    switch self {
    case .weights, .signalToNoise: .normalizedError
    case .deviations, .outliers, .outlierChannels: .absoluteMaximum
    case .kurtosis: .kurtosis
    case .asymmetry: .asymmetry
    case .gain: .twoScaleGain
    }
  }
}
