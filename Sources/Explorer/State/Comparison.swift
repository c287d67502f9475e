import Analysis
import Quantization
import WeightStatistics

/// What the comparison can be sorted by, in the order of its columns.
enum ComparisonColumn: Sendable, Hashable, CaseIterable {
  case bitsPerWeight
  case meanSquaredError
  case normalizedError
  case signalToNoise
  case maximumError
  case cosine

  var title: String {
    switch self {
    case .bitsPerWeight: "bits/w"
    case .meanSquaredError: "MSE"
    case .normalizedError: "NMSE"
    case .signalToNoise: "SQNR dB"
    case .maximumError: "max err"
    case .cosine: "cosine"
    }
  }

  func text(_ report: SchemeErrorReport) -> String {
    let metrics = report.metrics
    switch self {
    case .bitsPerWeight: return NumberText.bitsPerWeight(report.bitsPerWeight)
    case .meanSquaredError: return NumberText.scientific(metrics.meanSquaredError)
    case .normalizedError: return NumberText.scientific(metrics.normalizedMeanSquaredError)
    case .signalToNoise:
      return metrics.squaredError == 0
        ? "exact" : NumberText.decibels(metrics.signalToNoiseDecibels)
    case .maximumError: return NumberText.scientific(metrics.maximumAbsoluteError)
    case .cosine: return NumberText.fixed(metrics.cosineSimilarity, decimals: 5)
    }
  }

  /// How the number differs from that of another scheme.
  func difference(_ report: SchemeErrorReport, from base: SchemeErrorReport) -> String {
    let (one, other) = (report.metrics, base.metrics)
    switch self {
    case .bitsPerWeight:
      return NumberText.difference(report.bitsPerWeight, from: base.bitsPerWeight, decimals: 3)
    case .meanSquaredError:
      return NumberText.relativeDifference(one.meanSquaredError, from: other.meanSquaredError)
    case .normalizedError:
      return NumberText.relativeDifference(
        one.normalizedMeanSquaredError, from: other.normalizedMeanSquaredError)
    case .signalToNoise:
      return NumberText.difference(
        one.signalToNoiseDecibels, from: other.signalToNoiseDecibels, decimals: 2)
    case .maximumError:
      return NumberText.relativeDifference(
        one.maximumAbsoluteError, from: other.maximumAbsoluteError)
    case .cosine:
      return NumberText.difference(
        one.cosineSimilarity, from: other.cosineSimilarity, decimals: 5)
    }
  }

  /// The less the better; `nil` where there is no number.
  func cost(_ report: SchemeErrorReport) -> Double? {
    let metrics = report.metrics
    switch self {
    case .bitsPerWeight: return report.bitsPerWeight
    case .meanSquaredError: return metrics.meanSquaredError
    case .normalizedError: return metrics.normalizedMeanSquaredError
    case .signalToNoise:
      return metrics.squaredError == 0 ? -.infinity : metrics.signalToNoiseDecibels.map { -$0 }
    case .maximumError: return metrics.maximumAbsoluteError
    case .cosine: return metrics.cosineSimilarity.map { -$0 }
    }
  }
}

extension AppState {
  /// The schemes of the comparison, the best of the sorting column first; those without a result
  /// come last.
  var comparedSchemes: [QuantizationScheme] {
    guard let results = comparisonSlot.report.value else { return lineup.schemes }
    let costs = results.map { (try? $0.outcome.get()).flatMap(comparisonColumn.cost) }
    // Ties keep the order of the families.
    return results.indices.sorted { one, other in
      switch (costs[one], costs[other]) {
      case (let first?, let second?): (first, one) < (second, other)
      case (nil, nil): one < other
      case (let first, nil): first != nil
      case (nil, _): false
      }
    }.map { results[$0].scheme }
  }

  func comparison(of scheme: QuantizationScheme) -> Result<SchemeErrorReport, QuantizationError>? {
    comparisonSlot.report.value?.first { $0.scheme == scheme }?.outcome
  }

  /// The scheme under the cursor of the comparison.
  var comparedScheme: QuantizationScheme {
    guard let comparisonCursor, lineup.schemes.contains(comparisonCursor) else { return scheme }
    return comparisonCursor
  }
}
